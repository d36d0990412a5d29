-- Which models the people of a tier may use: a JSON list of names, NULL for all, also those to come.

ALTER TABLE tiers ADD COLUMN models TEXT;
ALTER TABLE tier_versions ADD COLUMN models TEXT;

DROP TRIGGER a_new_tier_is_a_version;
DROP TRIGGER a_changed_tier_is_a_version;

CREATE TRIGGER a_new_tier_is_a_version AFTER INSERT ON tiers BEGIN
    INSERT INTO tier_versions (tier_id, version, name, limits, models, changed_at, changed_by)
    VALUES (new.id, new.version, new.name, new.limits, new.models, new.changed_at, new.changed_by);
END;

CREATE TRIGGER a_changed_tier_is_a_version AFTER UPDATE ON tiers BEGIN
    INSERT INTO tier_versions (tier_id, version, name, limits, models, changed_at, changed_by)
    VALUES (new.id, new.version, new.name, new.limits, new.models, new.changed_at, new.changed_by);
END;
