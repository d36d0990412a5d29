-- Vectors of texts that were embedded, so that nobody pays twice for the same. Of a text only its hash is kept.

CREATE TABLE vectors (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    model      TEXT    NOT NULL,
    dimensions INTEGER NOT NULL,
    text_hash  BLOB    NOT NULL CHECK (length(text_hash) = 32),
    -- Little-endian floats of 32 bits.
    vector     BLOB    NOT NULL CHECK (length(vector) % 4 = 0),
    tokens     INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, model, dimensions, text_hash)
) STRICT;

CREATE INDEX vectors_by_expiry ON vectors (expires_at);

-- How many bytes they take, so that nobody has to look at all of them.
CREATE TABLE vectors_size (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    bytes    INTEGER NOT NULL
) STRICT;

INSERT INTO vectors_size VALUES (1, 0);

CREATE TRIGGER vectors_are_added AFTER INSERT ON vectors BEGIN
    UPDATE vectors_size SET bytes = bytes + length(NEW.vector);
END;

CREATE TRIGGER vectors_are_deleted AFTER DELETE ON vectors BEGIN
    UPDATE vectors_size SET bytes = bytes - length(OLD.vector);
END;
