-- What an answer that was kept, or shared with another call, would have cost.

ALTER TABLE charges ADD COLUMN saved INTEGER NOT NULL DEFAULT 0;

DROP VIEW answers_with_receipts;

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
    charges.saved,
    charges.outcome,
    charges.failed_attempts
FROM answers LEFT JOIN charges ON charges.call_id = answers.call_id;
