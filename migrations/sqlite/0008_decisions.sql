-- What was decided about the text of a call before it went on. The text itself is kept only if the admin wants it.

CREATE TABLE decisions (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- No foreign key: a call that was refused never was.
    call_id    BLOB    NOT NULL CHECK (length(call_id) = 16),
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    purpose    TEXT    NOT NULL,
    engine     TEXT    NOT NULL,
    text_hash  BLOB    NOT NULL CHECK (length(text_hash) = 32),
    text       TEXT,
    verdict    TEXT    NOT NULL,
    -- Categories with their scores in thousandths, as JSON.
    scores     TEXT    NOT NULL,
    decided_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX decisions_by_account ON decisions (account_id, decided_at);
