-- What admins and operators changed. Rows are only ever added; none holds a secret or what somebody wrote.

CREATE TABLE audit (
    seq    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    -- NULL for the command line.
    by     BLOB REFERENCES accounts (id),
    what   TEXT    NOT NULL,
    -- The tier, account, key or invitation.
    object BLOB    NOT NULL CHECK (length(object) = 16),
    before TEXT,
    after  TEXT
) STRICT;

CREATE INDEX audit_by_actor ON audit (by, seq);
CREATE INDEX audit_by_what ON audit (what, seq);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;

-- Who is in a tier.
CREATE INDEX IF NOT EXISTS accounts_by_tier ON accounts (tier_id, name);
