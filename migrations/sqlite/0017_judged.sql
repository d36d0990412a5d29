-- What it cost to have a question judged by a model, on the receipt of its answer.

CREATE INDEX charges_of_judges ON charges (answer_id) WHERE purpose = 'moderation';

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
    charges.failed_attempts,
    (
        SELECT coalesce(sum(judges.cost), 0) FROM charges AS judges
        WHERE judges.answer_id = answers.id AND judges.purpose = 'moderation'
    ) AS judged
FROM answers LEFT JOIN charges ON charges.call_id = answers.call_id;
