-- What everybody asked and spent together, by quarters of an hour of UTC, for admins.

CREATE TABLE house_quarters (
    start    INTEGER NOT NULL PRIMARY KEY,
    -- Whole, in part, or from the cache.
    answered INTEGER NOT NULL,
    cached   INTEGER NOT NULL,
    -- Nobody answered, or who did broke off; also attempts that were charged.
    failed   INTEGER NOT NULL,
    cost     INTEGER NOT NULL,
    saved    INTEGER NOT NULL
) STRICT;

CREATE TRIGGER charges_are_those_of_the_house AFTER INSERT ON charges BEGIN
    INSERT INTO house_quarters VALUES (
        new.started_at / 900000000 * 900000000, new.outcome <> 'failed', new.outcome = 'cached',
        new.outcome = 'failed', new.cost, new.saved
    ) ON CONFLICT DO UPDATE SET
        answered = answered + excluded.answered,
        cached = cached + excluded.cached,
        failed = failed + excluded.failed,
        cost = cost + excluded.cost,
        saved = saved + excluded.saved;
END;

-- What was charged before this version.
INSERT INTO house_quarters
SELECT started_at / 900000000 * 900000000, sum(outcome <> 'failed'), sum(outcome = 'cached'),
    sum(outcome = 'failed'), sum(cost), sum(saved)
FROM charges GROUP BY 1;

-- All that is asked of a day's charges; and the order in which those of a month are taken away.
CREATE INDEX charges_by_time ON charges (started_at, call_id, account_id, key_id, llm, cost, ended_at);
-- Whose budgets are short now.
CREATE INDEX alerts_by_end ON alerts (window_end, account_id);
