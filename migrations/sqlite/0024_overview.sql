-- What became of one account, tier or key.
CREATE INDEX audit_by_object ON audit (object, seq);

-- Also what was spent with each provider is asked of a day's charges.
DROP INDEX charges_by_time;
CREATE INDEX charges_by_time
    ON charges (started_at, call_id, account_id, key_id, llm, provider, cost, ended_at);
