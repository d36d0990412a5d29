-- What people set for themselves: how pages look, a second factor, and the end of their account.

ALTER TABLE accounts ADD COLUMN theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark'));
-- A deleted account stays as a row without a name, because charges name it. It is erased once nothing of what it
-- said is left.
ALTER TABLE accounts ADD COLUMN deleted_at INTEGER;
ALTER TABLE accounts ADD COLUMN erased_at INTEGER;

CREATE INDEX accounts_to_erase ON accounts (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

-- For reading and erasing all chats of an account, piece by piece.
CREATE INDEX chats_by_account ON chats (account_id);

-- The secret makes codes, so it is kept as it is. Until it is confirmed by a first code it asks for none.
CREATE TABLE second_factors (
    account_id   BLOB    NOT NULL PRIMARY KEY REFERENCES accounts (id),
    secret       BLOB    NOT NULL,
    confirmed_at INTEGER,
    -- The newest step of 30 s whose code was taken; no code of it or before is taken again.
    last_step    INTEGER NOT NULL DEFAULT 0,
    -- Codes that were tried in vain since then.
    tries        INTEGER NOT NULL DEFAULT 0,
    tries_since  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- For who has lost their phone; each opens once. Only SHA-256 is kept.
CREATE TABLE recovery_codes (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    code_hash  BLOB    NOT NULL CHECK (length(code_hash) = 32),
    used_at    INTEGER,
    PRIMARY KEY (account_id, code_hash)
) STRICT, WITHOUT ROWID;
