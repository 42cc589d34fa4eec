-- How far each consumer of the feed is (docs/architecture.md, "The feed"). A consumer has one row per slot; a slot is a share of all
-- conversations, so that several workers can serve one consumer.
CREATE TABLE chat_feed_slot (
    consumer text NOT NULL,
    slot smallint NOT NULL CHECK (slot >= 0),
    -- The database cluster whose transaction ids the snapshots below hold.
    system_identifier text NOT NULL,
    -- Every change that is visible in this snapshot was handled. Null: look at every conversation.
    snapshot pg_snapshot,
    snapshot_at timestamptz NOT NULL DEFAULT now(),
    -- The pass under way: the snapshot that it will leave behind, and the last conversation that it has finished.
    next_snapshot pg_snapshot,
    next_snapshot_at timestamptz,
    after_id uuid,
    PRIMARY KEY (consumer, slot)
);

-- The position up to which a consumer has handled a conversation. No row: nothing of it yet.
CREATE TABLE chat_feed_position (
    consumer text NOT NULL,
    conversation_id uuid NOT NULL REFERENCES chat_conversation (id) ON DELETE CASCADE,
    position bigint NOT NULL CHECK (position > 0),
    PRIMARY KEY (consumer, conversation_id)
);

-- The share of the conversations that a conversation belongs to. Its id is random in its last byte.
CREATE FUNCTION chat_feed_slot_of(conversation uuid, slots integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN get_byte(uuid_send(conversation), 15) % slots;
