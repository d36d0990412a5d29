-- Chats: trees of questions and answers. `seq` gives each row an order among equals.

CREATE TABLE chats (
    seq           INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    account_id    BLOB    NOT NULL REFERENCES accounts (id),
    title         TEXT    NOT NULL,
    llm           TEXT    NOT NULL,
    system_prompt TEXT    NOT NULL,
    temperature   REAL    NOT NULL,
    max_tokens    INTEGER NOT NULL,
    active_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX chats_by_activity ON chats (account_id, active_at DESC, id DESC);

CREATE TABLE questions (
    seq       INTEGER PRIMARY KEY,
    id        BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    chat_id   BLOB    NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    -- NULL for the first question of a chat, and for another wording of it.
    -- Deferred, not cascading: down a long chat a cascade would exceed SQLite's limit of nested steps.
    parent_id BLOB REFERENCES answers (id) DEFERRABLE INITIALLY DEFERRED,
    text      TEXT    NOT NULL,
    asked_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX questions_by_chat ON questions (chat_id);
CREATE INDEX questions_by_parent ON questions (parent_id);

CREATE TABLE answers (
    seq         INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    chat_id     BLOB    NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    question_id BLOB    NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
    -- The call that writes it; the charge of that call is its receipt.
    call_id     BLOB    NOT NULL UNIQUE CHECK (length(call_id) = 16),
    llm         TEXT    NOT NULL,
    llm_title   TEXT    NOT NULL,
    provider    TEXT    NOT NULL,
    text        TEXT    NOT NULL DEFAULT '',
    reasoning   TEXT    NOT NULL DEFAULT '',
    state       TEXT    NOT NULL DEFAULT 'writing' CHECK (
        state IN ('writing', 'complete', 'truncated', 'refused', 'stopped', 'failed', 'interrupted')
    ),
    error       TEXT,
    started_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX answers_by_chat ON answers (chat_id, seq);
CREATE INDEX answers_by_question ON answers (question_id, seq);
CREATE INDEX answers_in_writing ON answers (seq) WHERE state = 'writing';

-- The words of titles, questions and finished answers. A row's number is its chat's `seq` times 2^24, plus 0
-- for the title and 1, 2, 3 ... for what was said, so that a search need not read the rows it finds.
-- An answer is indexed once, when it ends, not at every piece that is appended.
CREATE VIRTUAL TABLE words USING fts5 (
    text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER title_words_added AFTER INSERT ON chats BEGIN
    INSERT INTO words (rowid, text) VALUES (new.seq << 24, new.title);
END;

CREATE TRIGGER title_words_changed AFTER UPDATE OF title ON chats BEGIN
    UPDATE words SET text = new.title WHERE rowid = new.seq << 24;
END;

CREATE TRIGGER words_removed AFTER DELETE ON chats BEGIN
    DELETE FROM words WHERE rowid BETWEEN old.seq << 24 AND (old.seq << 24) + 0xffffff;
END;

CREATE TRIGGER question_words_added AFTER INSERT ON questions BEGIN
    INSERT INTO words (rowid, text)
    SELECT max(words.rowid) + 1, new.text FROM chats
    JOIN words ON words.rowid BETWEEN chats.seq << 24 AND (chats.seq << 24) + 0xffffff
    WHERE chats.id = new.chat_id;
END;

CREATE TRIGGER answer_words_added AFTER UPDATE OF state ON answers
WHEN old.state = 'writing' AND new.state <> 'writing' BEGIN
    INSERT INTO words (rowid, text)
    SELECT max(words.rowid) + 1, new.text FROM chats
    JOIN words ON words.rowid BETWEEN chats.seq << 24 AND (chats.seq << 24) + 0xffffff
    WHERE chats.id = new.chat_id;
END;
