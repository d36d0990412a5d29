-- By what price a call was charged: JSON, nano-dollars per million tokens. NULL for what was charged before.

ALTER TABLE charges ADD COLUMN price TEXT;

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
    charges.price,
    charges.cost,
    charges.saved,
    charges.outcome,
    charges.failed_attempts
FROM answers LEFT JOIN charges ON charges.call_id = answers.call_id;
