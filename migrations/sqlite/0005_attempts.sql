-- Attempts that failed before a call was answered, as JSON: who was asked, why it did not answer, what it
-- cost all the same. Such a cost stands in a charge of its own.

ALTER TABLE charges ADD COLUMN failed_attempts TEXT NOT NULL DEFAULT '[]';

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
    charges.outcome,
    charges.failed_attempts
FROM answers LEFT JOIN charges ON charges.call_id = answers.call_id;
