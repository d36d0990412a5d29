-- People with an account, and the one-time links that make one.
-- Everywhere: ids are 16-byte UUIDs, times are microseconds since 1970 UTC, money is nano-dollars.

CREATE TABLE accounts (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email         TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('person', 'admin')),
    status        TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    password_hash TEXT    NOT NULL,
    epoch         INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER
) STRICT;

CREATE TABLE invites (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    secret_hash BLOB    NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    role        TEXT    NOT NULL CHECK (role IN ('person', 'admin')),
    email       TEXT,
    -- NULL for the set-up link of the first start.
    invited_by  BLOB REFERENCES accounts (id),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER,
    used_by     BLOB REFERENCES accounts (id),
    CHECK ((used_at IS NULL) = (used_by IS NULL))
) STRICT;

CREATE INDEX invites_by_inviter ON invites (invited_by);
