-- People are listed by name.

CREATE INDEX accounts_by_name ON accounts (name COLLATE NOCASE, id);
