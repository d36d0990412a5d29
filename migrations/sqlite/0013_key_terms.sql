-- What holders say of their keys, and what they have not read yet.

ALTER TABLE keys ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- From then on it opens nothing.
ALTER TABLE keys ADD COLUMN expires_at INTEGER;
-- The models that it may ask, as a JSON list of names; NULL for all.
ALTER TABLE keys ADD COLUMN llms TEXT;

CREATE INDEX alerts_unread ON alerts (account_id) WHERE read_at IS NULL;
