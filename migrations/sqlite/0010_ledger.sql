-- What accounts may use, what their calls hold, and what they have used.

-- Each change makes a new version; `limits` is JSON.
CREATE TABLE tiers (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version    INTEGER NOT NULL,
    name       TEXT    NOT NULL UNIQUE,
    limits     TEXT    NOT NULL,
    changed_at INTEGER NOT NULL,
    -- NULL for what came with the program.
    changed_by BLOB REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tier_versions (
    tier_id    BLOB    NOT NULL REFERENCES tiers (id),
    version    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    limits     TEXT    NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by BLOB REFERENCES accounts (id),
    PRIMARY KEY (tier_id, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER a_new_tier_is_a_version AFTER INSERT ON tiers BEGIN
    INSERT INTO tier_versions VALUES (new.id, new.version, new.name, new.limits, new.changed_at, new.changed_by);
END;

CREATE TRIGGER a_changed_tier_is_a_version AFTER UPDATE ON tiers BEGIN
    INSERT INTO tier_versions VALUES (new.id, new.version, new.name, new.limits, new.changed_at, new.changed_by);
END;

CREATE TRIGGER tier_versions_are_never_changed BEFORE UPDATE ON tier_versions BEGIN
    SELECT RAISE(ABORT, 'versions are only ever added');
END;

CREATE TRIGGER tier_versions_are_never_deleted BEFORE DELETE ON tier_versions BEGIN
    SELECT RAISE(ABORT, 'versions are only ever added');
END;

INSERT INTO tiers (id, version, name, limits, changed_at) VALUES
    (x'01890000000070008000000000000001', 1, 'Free',
     '{"requests_per_hour":10,"at_once":2,"tokens_per_day":10000,"daily_budget":10000000000}', 0),
    (x'01890000000070008000000000000002', 1, 'Pro',
     '{"requests_per_hour":100,"at_once":8,"tokens_per_day":100000,"daily_budget":10000000000}', 0),
    (x'01890000000070008000000000000003', 1, 'Enterprise',
     '{"requests_per_hour":1000,"at_once":64,"tokens_per_day":1000000,"daily_budget":10000000000}', 0);

ALTER TABLE accounts ADD COLUMN tier_id BLOB REFERENCES tiers (id);
UPDATE accounts SET tier_id = CASE role
    WHEN 'admin' THEN x'01890000000070008000000000000003'
    ELSE x'01890000000070008000000000000001'
END;
-- What an admin allows this account apart from its tier: JSON, where it says nothing the tier counts.
ALTER TABLE accounts ADD COLUMN own_limits TEXT NOT NULL DEFAULT '{}';
-- What its holder wants to spend a day at most.
ALTER TABLE accounts ADD COLUMN daily_cap INTEGER;
-- An IANA name. After a change of zone the day and the month that were under way last until they have ended
-- in the new zone too: from and until are theirs.
ALTER TABLE accounts ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE accounts ADD COLUMN day_from INTEGER;
ALTER TABLE accounts ADD COLUMN day_until INTEGER;
ALTER TABLE accounts ADD COLUMN month_from INTEGER;
ALTER TABLE accounts ADD COLUMN month_until INTEGER;

-- A key's own limits; JSON.
ALTER TABLE keys ADD COLUMN limits TEXT NOT NULL DEFAULT '{}';

CREATE TABLE top_ups (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    amount     INTEGER NOT NULL CHECK (amount > 0),
    given_at   INTEGER NOT NULL,
    given_by   BLOB    NOT NULL REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX top_ups_by_account ON top_ups (account_id, given_at);

-- A call under way is a hold: the most that it may use stays free for it until it ends or expires.
ALTER TABLE calls ADD COLUMN key_id BLOB;
ALTER TABLE calls ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN held_prompt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN held_output INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
-- The call in whose place it goes on once that has ended; until then it holds nothing itself.
ALTER TABLE calls ADD COLUMN before BLOB;

CREATE INDEX calls_by_account ON calls (account_id, started_at);
CREATE INDEX calls_by_expiry ON calls (expires_at);
CREATE INDEX calls_that_go_on ON calls (before) WHERE before IS NOT NULL;

ALTER TABLE charges ADD COLUMN key_id BLOB;
ALTER TABLE charges ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
-- Nobody was asked for it: its tokens were used before, by another call.
ALTER TABLE charges ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;

-- What was used, summed up by quarters of an hour and by days of UTC. Every offset from UTC in use since 1972
-- is a whole number of quarters, so a calendar window of any zone is a sum of whole rows. `key_id` is empty
-- where no key was used. Tokens of answers that were kept are not used.
CREATE TABLE spent_quarters (
    account_id BLOB    NOT NULL,
    start      INTEGER NOT NULL,
    key_id     BLOB    NOT NULL,
    requests   INTEGER NOT NULL,
    tokens     INTEGER NOT NULL,
    cost       INTEGER NOT NULL,
    PRIMARY KEY (account_id, start, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE spent_days (
    account_id BLOB    NOT NULL,
    start      INTEGER NOT NULL,
    key_id     BLOB    NOT NULL,
    requests   INTEGER NOT NULL,
    tokens     INTEGER NOT NULL,
    cost       INTEGER NOT NULL,
    PRIMARY KEY (account_id, start, key_id)
) STRICT, WITHOUT ROWID;

-- The same in detail, for the pages that show it.
CREATE TABLE usage (
    account_id   BLOB    NOT NULL,
    start        INTEGER NOT NULL,
    key_id       BLOB    NOT NULL,
    purpose      TEXT    NOT NULL,
    llm          TEXT    NOT NULL,
    calls        INTEGER NOT NULL,
    requests     INTEGER NOT NULL,
    input        INTEGER NOT NULL,
    cached_input INTEGER NOT NULL,
    cache_write  INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    cost         INTEGER NOT NULL,
    saved        INTEGER NOT NULL,
    PRIMARY KEY (account_id, start, key_id, purpose, llm)
) STRICT, WITHOUT ROWID;

-- Each charge is added up in the transaction that records it.
CREATE TRIGGER charges_are_summed_up AFTER INSERT ON charges BEGIN
    INSERT INTO spent_quarters VALUES (
        new.account_id, new.started_at / 900000000 * 900000000, coalesce(new.key_id, x''), new.requests,
        iif(new.kept, 0, new.input + new.cached_input + new.cache_write + new.output), new.cost
    ) ON CONFLICT DO UPDATE SET
        requests = requests + excluded.requests,
        tokens = tokens + excluded.tokens,
        cost = cost + excluded.cost;
    INSERT INTO spent_days VALUES (
        new.account_id, new.started_at / 86400000000 * 86400000000, coalesce(new.key_id, x''), new.requests,
        iif(new.kept, 0, new.input + new.cached_input + new.cache_write + new.output), new.cost
    ) ON CONFLICT DO UPDATE SET
        requests = requests + excluded.requests,
        tokens = tokens + excluded.tokens,
        cost = cost + excluded.cost;
    INSERT INTO usage VALUES (
        new.account_id, new.started_at / 900000000 * 900000000, coalesce(new.key_id, x''), new.purpose, new.llm,
        1, new.requests, new.input, new.cached_input, new.cache_write, new.output, new.cost, new.saved
    ) ON CONFLICT DO UPDATE SET
        calls = calls + 1,
        requests = requests + excluded.requests,
        input = input + excluded.input,
        cached_input = cached_input + excluded.cached_input,
        cache_write = cache_write + excluded.cache_write,
        output = output + excluded.output,
        cost = cost + excluded.cost,
        saved = saved + excluded.saved;
END;

-- What was charged before this version.
INSERT INTO spent_quarters
SELECT account_id, started_at / 900000000 * 900000000, x'', 0,
    sum(iif(outcome = 'cached', 0, input + cached_input + cache_write + output)), sum(cost)
FROM charges GROUP BY 1, 2;

INSERT INTO spent_days
SELECT account_id, start / 86400000000 * 86400000000, x'', 0, sum(tokens), sum(cost)
FROM spent_quarters GROUP BY 1, 2;

INSERT INTO usage
SELECT account_id, started_at / 900000000 * 900000000, x'', purpose, llm, count(*), 0, sum(input),
    sum(cached_input), sum(cache_write), sum(output), sum(cost), sum(saved)
FROM charges GROUP BY 1, 2, 4, 5;
