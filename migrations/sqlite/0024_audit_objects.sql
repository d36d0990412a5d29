-- What became of one account, tier or key.
CREATE INDEX audit_by_object ON audit (object, seq);
