-- Keys of programs. The key itself is shown once and only its SHA-256 is kept.

CREATE TABLE keys (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id   BLOB    NOT NULL REFERENCES accounts (id),
    name         TEXT    NOT NULL,
    secret_hash  BLOB    NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX keys_by_account ON keys (account_id, created_at);
-- A name says which key is meant; that of a revoked one is free again.
CREATE UNIQUE INDEX keys_by_name ON keys (account_id, name) WHERE revoked_at IS NULL;
