-- What admins set in the browser, in place of what tollgate.toml says. Each change makes a new version.

CREATE TABLE overrides (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- The section of the configuration: `redaction`, `model/gpt-4o`.
    section    TEXT    NOT NULL UNIQUE,
    version    INTEGER NOT NULL,
    -- JSON, in the words of tollgate.toml. NULL where the file counts again.
    document   TEXT,
    changed_at INTEGER NOT NULL,
    changed_by BLOB REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE override_versions (
    override_id BLOB    NOT NULL REFERENCES overrides (id),
    version     INTEGER NOT NULL,
    document    TEXT,
    changed_at  INTEGER NOT NULL,
    changed_by  BLOB REFERENCES accounts (id),
    PRIMARY KEY (override_id, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER a_new_override_is_a_version AFTER INSERT ON overrides BEGIN
    INSERT INTO override_versions VALUES (new.id, new.version, new.document, new.changed_at, new.changed_by);
END;

CREATE TRIGGER a_changed_override_is_a_version AFTER UPDATE ON overrides BEGIN
    INSERT INTO override_versions VALUES (new.id, new.version, new.document, new.changed_at, new.changed_by);
END;

CREATE TRIGGER override_versions_are_never_changed BEFORE UPDATE ON override_versions BEGIN
    SELECT RAISE(ABORT, 'versions are only ever added');
END;

CREATE TRIGGER override_versions_are_never_deleted BEFORE DELETE ON override_versions BEGIN
    SELECT RAISE(ABORT, 'versions are only ever added');
END;
