-- What accounts are told about their budgets, and what of that is still to be sent.

-- Each level of a budget once in each of its windows.
CREATE TABLE alerts (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id   BLOB    NOT NULL REFERENCES accounts (id),
    budget       TEXT    NOT NULL CHECK (budget IN ('daily', 'monthly')),
    -- Per cent of the budget.
    level        INTEGER NOT NULL CHECK (level IN (80, 100)),
    window_start INTEGER NOT NULL,
    window_end   INTEGER NOT NULL CHECK (window_end > window_start),
    -- Minutes east of UTC at the window's end, so that a text can say when that is.
    utc_offset   INTEGER NOT NULL,
    settled      INTEGER NOT NULL,
    most         INTEGER NOT NULL,
    raised_at    INTEGER NOT NULL,
    read_at      INTEGER,
    UNIQUE (account_id, budget, level, window_start)
) STRICT;

CREATE INDEX alerts_by_account ON alerts (account_id, raised_at);

-- One row for each way an alert goes, written together with it. Whoever sends a row first moves its next try
-- ahead, so that no two send it at once, and a sender that dies is followed by another.
CREATE TABLE outbox (
    alert_id    BLOB    NOT NULL REFERENCES alerts (id),
    channel     TEXT    NOT NULL CHECK (channel IN ('email', 'webhook')),
    next_try_at INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    sent_at     INTEGER,
    gave_up_at  INTEGER,
    -- Why the last try failed; never an address or a secret.
    error       TEXT,
    PRIMARY KEY (alert_id, channel),
    CHECK (sent_at IS NULL OR gave_up_at IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (next_try_at) WHERE sent_at IS NULL AND gave_up_at IS NULL;

-- An account without a row is told by e-mail. The secret signs, so it is kept as it is.
CREATE TABLE alert_settings (
    account_id      BLOB    NOT NULL PRIMARY KEY REFERENCES accounts (id),
    email           INTEGER NOT NULL DEFAULT 1 CHECK (email IN (0, 1)),
    webhook_url     TEXT,
    webhook_secret  TEXT,
    webhook_since   INTEGER,
    webhook_off_at  INTEGER,
    CHECK ((webhook_url IS NULL) = (webhook_secret IS NULL)),
    CHECK ((webhook_url IS NULL) = (webhook_since IS NULL)),
    CHECK (webhook_url IS NOT NULL OR webhook_off_at IS NULL)
) STRICT, WITHOUT ROWID;
