-- Calls that are under way, and what calls have cost.

CREATE TABLE calls (
    id                 BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id         BLOB    NOT NULL REFERENCES accounts (id),
    purpose            TEXT    NOT NULL,
    llm                TEXT    NOT NULL,
    provider           TEXT    NOT NULL,
    price_input        INTEGER NOT NULL,
    price_cached_input INTEGER NOT NULL,
    price_cache_write  INTEGER NOT NULL,
    price_output       INTEGER NOT NULL,
    input_counted      INTEGER NOT NULL,
    started_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `answer_id` is no foreign key: a charge outlives the answer that it paid for.
CREATE TABLE charges (
    call_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(call_id) = 16),
    account_id   BLOB    NOT NULL REFERENCES accounts (id),
    answer_id    BLOB CHECK (length(answer_id) = 16),
    purpose      TEXT    NOT NULL,
    llm          TEXT    NOT NULL,
    provider     TEXT    NOT NULL,
    input        INTEGER NOT NULL,
    cached_input INTEGER NOT NULL,
    cache_write  INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    reasoning    INTEGER NOT NULL,
    usage_source TEXT    NOT NULL CHECK (usage_source IN ('provider', 'counted')),
    cost         INTEGER NOT NULL,
    outcome      TEXT    NOT NULL,
    started_at   INTEGER NOT NULL,
    ended_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX charges_by_account ON charges (account_id, started_at);

CREATE TRIGGER charges_are_never_changed BEFORE UPDATE ON charges BEGIN
    SELECT RAISE(ABORT, 'charges are only ever added');
END;

CREATE TRIGGER charges_are_never_deleted BEFORE DELETE ON charges BEGIN
    SELECT RAISE(ABORT, 'charges are only ever added');
END;

-- An answer as people see it, with the charge that is its receipt.
CREATE VIEW answers_with_receipts AS
SELECT
    answers.*,
    charges.llm AS charged_llm,
    charges.provider AS charged_provider,
    charges.input,
    charges.cached_input,
    charges.cache_write,
    charges.output,
    charges.reasoning AS reasoning_tokens,
    charges.usage_source,
    charges.cost,
    charges.outcome
FROM answers LEFT JOIN charges ON charges.call_id = answers.call_id;
