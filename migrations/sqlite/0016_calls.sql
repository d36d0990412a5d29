-- The list of an account's calls, of which a page reads few rows however it is narrowed, and what each call held.

-- The most that its call held when it was charged; NULL for what was charged before.
ALTER TABLE charges ADD COLUMN held INTEGER;

-- In the order of the list, in which two of one moment have their place too.
DROP INDEX charges_by_account;
CREATE INDEX charges_by_account ON charges (account_id, started_at, call_id);
-- All that was charged for one answer: its call's, and those of attempts that failed.
CREATE INDEX charges_by_answer ON charges (answer_id) WHERE answer_id IS NOT NULL;

-- All by which the list can be narrowed, once for each combination that occurred. Of one account these are few,
-- so the newest of several are the newest of the newest of each, and one index serves every filter.
-- `key_id` is empty where no key was used.
CREATE TABLE call_kinds (
    id         INTEGER NOT NULL PRIMARY KEY,
    account_id BLOB    NOT NULL,
    key_id     BLOB    NOT NULL,
    purpose    TEXT    NOT NULL,
    llm        TEXT    NOT NULL,
    outcome    TEXT    NOT NULL,
    UNIQUE (account_id, key_id, purpose, llm, outcome)
) STRICT;

CREATE TABLE calls_by_kind (
    kind       INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    call_id    BLOB    NOT NULL,
    PRIMARY KEY (kind, started_at, call_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER charges_are_listed_by_kind AFTER INSERT ON charges BEGIN
    INSERT INTO call_kinds (account_id, key_id, purpose, llm, outcome)
    VALUES (new.account_id, coalesce(new.key_id, x''), new.purpose, new.llm, new.outcome)
    ON CONFLICT DO NOTHING;
    INSERT INTO calls_by_kind
    SELECT id, new.started_at, new.call_id FROM call_kinds
    WHERE account_id = new.account_id AND key_id = coalesce(new.key_id, x'') AND purpose = new.purpose
        AND llm = new.llm AND outcome = new.outcome;
END;

-- What was charged before this version.
INSERT INTO call_kinds (account_id, key_id, purpose, llm, outcome)
SELECT DISTINCT account_id, coalesce(key_id, x''), purpose, llm, outcome FROM charges;

INSERT INTO calls_by_kind
SELECT call_kinds.id, charges.started_at, charges.call_id
FROM charges JOIN call_kinds ON call_kinds.account_id = charges.account_id
    AND call_kinds.key_id = coalesce(charges.key_id, x'') AND call_kinds.purpose = charges.purpose
    AND call_kinds.llm = charges.llm AND call_kinds.outcome = charges.outcome;
