-- Which categories led to a decision, and how many decisions there were a day: for the log that admins read.

CREATE TABLE decision_categories (
    category    TEXT    NOT NULL,
    verdict     TEXT    NOT NULL,
    decided_at  INTEGER NOT NULL,
    decision_id BLOB    NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    account_id  BLOB    NOT NULL,
    PRIMARY KEY (category, verdict, decided_at, decision_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX decision_categories_by_account
    ON decision_categories (account_id, category, verdict, decided_at, decision_id);
CREATE INDEX decision_categories_by_decision ON decision_categories (decision_id, category);

-- Each is a part of the log that is read from a place on.
CREATE INDEX decisions_by_verdict ON decisions (verdict, decided_at);
DROP INDEX decisions_by_account;
CREATE INDEX decisions_by_account ON decisions (account_id, verdict, decided_at);

-- Written in the transaction of the decisions. They stay when a deleted account's decisions go.
CREATE TABLE decided_days (
    -- Whole days since 1970, of UTC.
    day      INTEGER NOT NULL,
    verdict  TEXT    NOT NULL,
    -- Empty for all decisions of the verdict, whatever led to them.
    category TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    PRIMARY KEY (day, verdict, category)
) STRICT, WITHOUT ROWID;

-- What led to decisions before was not written down. From one half on is what counts unless an admin says otherwise.
INSERT INTO decision_categories
SELECT found.key, decisions.verdict, decisions.decided_at, decisions.id, decisions.account_id
FROM decisions JOIN json_each(decisions.scores) AS found
WHERE decisions.verdict IN ('flagged', 'blocked') AND found.value >= 500;

INSERT INTO decided_days
SELECT decided_at / 86400000000, verdict, '', count(*) FROM decisions GROUP BY 1, 2
UNION ALL
SELECT decided_at / 86400000000, verdict, category, count(*) FROM decision_categories GROUP BY 1, 2, 3;
