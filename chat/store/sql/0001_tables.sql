-- The message table, partitioned by hash of the conversation, and the tables that belong to a message by (conversation, seq).

-- Domains, and below only one CHECK, because every statement reads a table's checks again for each partition it writes to,
-- which is a tenth of the cost of a send. PostgreSQL keeps the checks of domains.
CREATE DOMAIN chat_message_kind AS text CHECK (VALUE IN
    ('text', 'image', 'video', 'audio', 'voice', 'document', 'location', 'contact', 'poll', 'system'));

CREATE DOMAIN chat_count AS integer CHECK (VALUE >= 0);

CREATE TABLE chat_message (
    conversation_id uuid NOT NULL REFERENCES chat_conversation (id),
    seq bigint NOT NULL,
    id uuid NOT NULL,
    -- The position of this message's latest change.
    position bigint NOT NULL,
    -- Null for system messages, whose actor is in content.
    sender_id uuid,
    client_message_id uuid,
    -- A keyed hash of the first content; it is kept after edits and deletion.
    body_digest bytea,
    kind chat_message_kind NOT NULL,
    text text,
    -- Any of entities, mentions, forwarded_from, system, location, contact, poll, ciphertext.
    content jsonb,
    reply_to_seq bigint,
    reply_to_id uuid,
    -- The number of rows in the tables below. Most messages have none, so reading them needs no look into these tables.
    reaction_count chat_count NOT NULL DEFAULT 0,
    media_count chat_count NOT NULL DEFAULT 0,
    sent_at timestamptz NOT NULL,
    edited_at timestamptz,
    deleted_at timestamptz,
    expires_at timestamptz,
    pinned_at timestamptz,
    -- The other person had blocked the sender; only the sender ever sees the message.
    withheld boolean NOT NULL DEFAULT false,
    PRIMARY KEY (conversation_id, seq),
    FOREIGN KEY (conversation_id, sender_id) REFERENCES chat_participant (conversation_id, user_id),
    CONSTRAINT message_makes_sense
    CHECK (seq > 0 AND position >= seq AND (sender_id IS NULL) = (kind = 'system')
           AND num_nulls(client_message_id, body_digest) <> 1 AND num_nulls(reply_to_seq, reply_to_id) <> 1
           AND coalesce(reply_to_seq < seq, true))
) PARTITION BY HASH (conversation_id);

DO $$
BEGIN
    FOR part IN 0..9 LOOP
        EXECUTE format('CREATE TABLE chat_message_%s PARTITION OF chat_message FOR VALUES WITH (MODULUS 10, REMAINDER %s)', part, part);
    END LOOP;
END $$;

CREATE INDEX chat_message_id ON chat_message (id);
CREATE INDEX chat_message_position ON chat_message (conversation_id, position);
CREATE INDEX chat_message_pinned_at ON chat_message (conversation_id, pinned_at, seq) WHERE pinned_at IS NOT NULL;
CREATE INDEX chat_message_expires_at ON chat_message (expires_at) WHERE expires_at IS NOT NULL;

-- Created last, because on an empty table all indexes cost the same and the planner takes the youngest. With any other index
-- the look-up of a repeat reads the whole conversation, until the first ANALYZE (docs/decisions/0003).
ALTER TABLE chat_message ADD UNIQUE (conversation_id, sender_id, client_message_id);

CREATE TABLE chat_reaction (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    user_id uuid NOT NULL REFERENCES accounts_user (id),
    emoji text NOT NULL CHECK (length(emoji) BETWEEN 1 AND 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, seq, emoji, user_id),
    FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE
);

CREATE TABLE chat_mention (
    conversation_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES accounts_user (id),
    seq bigint NOT NULL,
    PRIMARY KEY (conversation_id, user_id, seq),
    FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE
);

CREATE TABLE chat_vote (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    user_id uuid NOT NULL REFERENCES accounts_user (id),
    option_id smallint NOT NULL CHECK (option_id >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, seq, user_id, option_id),
    FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE
);

CREATE TABLE chat_message_media (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    ordinal smallint NOT NULL CHECK (ordinal >= 0),
    -- The id of a row of the app media. There are no foreign keys between apps' SQL tables.
    media_id uuid NOT NULL,
    PRIMARY KEY (conversation_id, seq, ordinal),
    FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE
);
CREATE INDEX chat_message_media_media_id ON chat_message_media (media_id);

-- Messages that one person deleted for themselves only.
CREATE TABLE chat_hidden (
    user_id uuid NOT NULL REFERENCES accounts_user (id),
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    changed_xid bigint NOT NULL,
    PRIMARY KEY (user_id, conversation_id, seq),
    FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE
);
CREATE INDEX chat_hidden_changed_xid ON chat_hidden USING brin (changed_xid) WITH (pages_per_range = 8, autosummarize = on);

-- Each rise of a member's watermark in a group: the range and the time. The row whose range contains a message has the time at
-- which the member received or read it. Sending, joining and direct conversations make no rows. There are no foreign keys,
-- because a row is written with every receipt of a group and deleted after RECEIPT_HISTORY_DAYS.
CREATE TABLE chat_receipt_step (
    conversation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- True: the read watermark. False: the delivered watermark.
    read boolean NOT NULL,
    from_seq bigint NOT NULL,
    seq bigint NOT NULL CHECK (seq > from_seq),
    moved_at timestamptz NOT NULL
) PARTITION BY RANGE (moved_at);
CREATE INDEX chat_receipt_step_seq ON chat_receipt_step (conversation_id, user_id, read, seq);
CREATE TABLE chat_receipt_step_default PARTITION OF chat_receipt_step DEFAULT;

-- Every send and read updates these rows; the fillfactor keeps room for the next version on the same page (HOT updates).
ALTER TABLE chat_conversation SET (fillfactor = 60);
ALTER TABLE chat_participant SET (fillfactor = 70);
ALTER TABLE chat_conversationreceipts SET (fillfactor = 60);
