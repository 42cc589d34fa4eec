-- The message table, hash-partitioned by conversation, and what hangs on a message by (conversation, seq).

-- Domains, and below one CHECK: each statement reads a table's checks anew for every partition it writes to, a tenth of
-- what a send costs. Those of domains are kept.
CREATE DOMAIN chat_message_kind AS text CHECK (VALUE IN
    ('text', 'image', 'video', 'audio', 'voice', 'document', 'location', 'contact', 'poll', 'system'));

CREATE DOMAIN chat_count AS integer CHECK (VALUE >= 0);

CREATE TABLE chat_message (
    conversation_id uuid NOT NULL REFERENCES chat_conversation (id),
    seq bigint NOT NULL,
    id uuid NOT NULL,
    -- The position of this message's latest change.
    position bigint NOT NULL,
    -- Null for system messages: their actor is in content.
    sender_id uuid,
    client_message_id uuid,
    -- A keyed hash of what was first sent: outlives edits and deletion.
    body_digest bytea,
    kind chat_message_kind NOT NULL,
    text text,
    -- entities, mentions, forwarded_from, system, location, contact, poll, ciphertext: whatever there is.
    content jsonb,
    reply_to_seq bigint,
    reply_to_id uuid,
    -- How many rows the tables below have for it: most messages have none, and reading them need not look.
    reaction_count chat_count NOT NULL DEFAULT 0,
    media_count chat_count NOT NULL DEFAULT 0,
    sent_at timestamptz NOT NULL,
    edited_at timestamptz,
    deleted_at timestamptz,
    expires_at timestamptz,
    pinned_at timestamptz,
    -- Sent by someone whom the other one had blocked: only the sender ever sees it.
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

-- The last one: on an empty table every index costs the same and the youngest is taken. By any other the look-up of a repeat
-- reads the whole conversation, until the first analyse (docs/decisions/0003).
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
    -- Of media, which is below chat and keeps its own table: no foreign key across.
    media_id uuid NOT NULL,
    PRIMARY KEY (conversation_id, seq, ordinal),
    FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE
);
CREATE INDEX chat_message_media_media_id ON chat_message_media (media_id);

-- Deleted for one person only.
CREATE TABLE chat_hidden (
    user_id uuid NOT NULL REFERENCES accounts_user (id),
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    changed_xid bigint NOT NULL,
    PRIMARY KEY (user_id, conversation_id, seq),
    FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE
);
CREATE INDEX chat_hidden_changed_xid ON chat_hidden USING brin (changed_xid) WITH (pages_per_range = 8, autosummarize = on);

-- When a member's watermark of a group rose, and from where: the row that covers a seq tells when it got there. What rose by
-- sending, joining or in direct conversations has none. No foreign keys: it is written with every receipt of a group, and gone
-- after RECEIPT_HISTORY_DAYS.
CREATE TABLE chat_receipt_step (
    conversation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- Which of the two: read, else delivered.
    read boolean NOT NULL,
    from_seq bigint NOT NULL,
    seq bigint NOT NULL CHECK (seq > from_seq),
    moved_at timestamptz NOT NULL
) PARTITION BY RANGE (moved_at);
CREATE INDEX chat_receipt_step_seq ON chat_receipt_step (conversation_id, user_id, read, seq);
CREATE TABLE chat_receipt_step_default PARTITION OF chat_receipt_step DEFAULT;

-- Rows that every send and read updates keep room for their next version on the same page (HOT updates).
ALTER TABLE chat_conversation SET (fillfactor = 60);
ALTER TABLE chat_participant SET (fillfactor = 70);
ALTER TABLE chat_conversationreceipts SET (fillfactor = 60);
