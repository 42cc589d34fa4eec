-- chat_append as in 0003_append.sql, with named parts. The two functions below are plain SQL expressions, so PostgreSQL puts
-- them into the statement when it plans it: they cost nothing when it runs (docs/decisions/0003).

-- Whether a sender may write an item. Replays and refusals come back by name; 'fresh' means that the item may be written.
-- `c`, `p` and `existing` are the item's conversation, the sender's participant and an earlier message with the same
-- client_message_id; each is a row of nulls if there is none. `peer_…` is about the other person of a direct conversation.
CREATE FUNCTION chat_judge(
    sender uuid, message_id uuid, digest bytea, is_held boolean, c chat_conversation, p chat_participant, existing chat_message,
    may_send boolean, peer_exists boolean, blocks_peer boolean, moment timestamptz
) RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    WHEN NOT is_held THEN 'locked'
    WHEN c.id IS NULL THEN 'not_found'
    -- A system message has no sender and no further rules.
    WHEN sender IS NULL THEN 'fresh'
    WHEN p.user_id IS NULL THEN 'not_found'
    -- The other person must not know of a direct conversation before its first message; writing to a person by their id opens it.
    WHEN c.kind = 'direct' AND p.opened_at IS NULL AND p.delivered_seq = 0 AND NOT chat_has_shown(c.id, p.user_id) THEN 'not_found'
    -- This very item was committed before, and the connection was lost before the answer.
    WHEN existing.id = message_id THEN 'committed'
    WHEN existing.body_digest = digest THEN 'replay'
    WHEN existing.seq IS NOT NULL THEN 'conflict'
    WHEN may_send IS NOT TRUE THEN 'not_allowed'
    WHEN p.left_at IS NOT NULL OR c.closed_at IS NOT NULL THEN 'not_allowed'
    WHEN p.role < c.post_min_role OR p.silenced_until > moment THEN 'not_allowed'
    WHEN c.kind = 'direct' AND c.participant_count = 2 AND (NOT peer_exists OR blocks_peer) THEN 'not_allowed'
    ELSE 'fresh'
END;

-- The seconds that slow mode makes a sender wait; 0 or less: none. `sent_before`: an earlier item of the batch is by this sender.
CREATE FUNCTION chat_slow_mode_wait(
    sender_role smallint, slow_mode_seconds integer, sent_before boolean, last_sent_at timestamptz, moment timestamptz
) RETURNS integer
LANGUAGE sql STABLE
RETURN CASE
    WHEN sender_role = 0 AND slow_mode_seconds > 0 THEN
        CASE WHEN sent_before THEN slow_mode_seconds
             ELSE coalesce(ceil(extract(epoch FROM last_sent_at - moment) + slow_mode_seconds)::integer, 0) END
    ELSE 0
END;

-- The only way a message is written. One call is one batch over any number of conversations. The caller makes sure that no
-- two items of a batch have the same (conversation, sender, client_message_id). Returns one row per item.
--
-- First it locks the conversations in the order of their ids, then the senders' participants in order. Then one statement,
-- whose snapshot is taken under these locks, judges every item, numbers the fresh items without gaps, inserts them, and moves
-- the counters and the senders' own watermarks. `skip_locked`: items of conversations that another transaction has locked come
-- back as `locked`.
CREATE OR REPLACE FUNCTION chat_append(
    conversation_ids uuid[], sender_ids uuid[], message_ids uuid[], client_message_ids uuid[], digests bytea[],
    kinds text[], texts text[], contents text[], reply_to_seqs bigint[], skip_locked boolean
) RETURNS TABLE (
    ordinal bigint, outcome text, seq bigint, "position" bigint, members_version bigint,
    withheld boolean, status text, wait_seconds integer, message text, first_for uuid[], group_members integer
)
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    held uuid[];
    moment timestamptz;
    xid bigint;
BEGIN
    IF skip_locked THEN
        SELECT coalesce(array_agg(l.id), '{}') INTO held FROM (
            SELECT c.id FROM chat_conversation c WHERE c.id = ANY (conversation_ids)
             ORDER BY c.id FOR NO KEY UPDATE SKIP LOCKED) l;
    ELSE
        PERFORM 1 FROM chat_conversation c WHERE c.id = ANY (conversation_ids) ORDER BY c.id FOR NO KEY UPDATE;
        held := conversation_ids;
    END IF;
    -- In order as well, because receipts lock participants without locking their conversations.
    PERFORM 1 FROM unnest(conversation_ids, sender_ids) AS i (conversation_id, sender_id)
       JOIN chat_participant p ON p.conversation_id = i.conversation_id AND p.user_id = i.sender_id
      WHERE p.conversation_id = ANY (held)
      ORDER BY p.conversation_id, p.user_id FOR NO KEY UPDATE OF p;
    -- Read under the locks, so that sent_at ascends with seq.
    moment := clock_timestamp();
    xid := pg_current_xact_id()::text::bigint;

    RETURN QUERY
    -- The items of the batch, numbered in its order.
    WITH item AS (
        SELECT i.* FROM unnest(conversation_ids, sender_ids, message_ids, client_message_ids, digests, kinds, texts, contents, reply_to_seqs)
          WITH ORDINALITY AS i (conversation_id, sender_id, id, client_message_id, digest, kind, text, content, reply_to_seq, ordinal)
    ),
    -- Every item with its outcome, as far as one item alone decides it.
    judged AS (
        SELECT i.ordinal, i.conversation_id, i.sender_id, i.id, i.client_message_id, i.digest, i.kind, i.text, i.content::jsonb AS content,
               i.reply_to_seq,
               CASE WHEN i.reply_to_seq IS NOT NULL
                    THEN chat_reply_source(i.conversation_id, i.reply_to_seq, p.visible_seqs, i.sender_id) END AS reply_to_id,
               c.kind AS conversation_kind, c.last_seq, c.position, c.members_version, c.message_ttl_seconds, c.participant_count,
               existing.seq AS existing_seq, existing.position AS existing_position,
               CASE WHEN existing.id = i.id THEN chat_message_json(existing, NULL, NULL, NULL, NULL) END AS committed_message,
               -- Replays are not counted as sent before.
               chat_slow_mode_wait(p.role, c.slow_mode_seconds, lag(i.ordinal) OVER sent_before IS NOT NULL, p.last_sent_at, moment)
                   AS wait_seconds,
               relation.receiver_blocks AS withheld,
               chat_judge(i.sender_id, i.id, i.digest, i.conversation_id = ANY (held), c, p, existing, relation.may_send,
                          relation.receiver_exists, relation.sender_blocks, moment) AS outcome
          FROM item i
          LEFT JOIN chat_conversation c ON c.id = i.conversation_id
          LEFT JOIN chat_participant p ON p.conversation_id = i.conversation_id AND p.user_id = i.sender_id
          LEFT JOIN chat_message existing ON existing.conversation_id = i.conversation_id AND existing.sender_id = i.sender_id
               AND existing.client_message_id = i.client_message_id
          -- The other person of a direct conversation. The condition is part of the key, so that the members of a group are not
          -- read. It also keeps out senders who take part in nothing: for them both people would match, and an item has one row.
          LEFT JOIN chat_participant o
               ON o.conversation_id = CASE WHEN c.kind = 'direct' AND p.user_id IS NOT NULL THEN i.conversation_id END
               AND o.user_id <> i.sender_id
          LEFT JOIN LATERAL account_between(i.sender_id, o.user_id) relation ON true
        WINDOW sent_before AS (PARTITION BY i.conversation_id, i.sender_id, existing.seq IS NULL ORDER BY i.ordinal)
    ),
    -- The items to write, numbered per conversation.
    fresh AS (
        SELECT j.*, row_number() OVER (PARTITION BY j.conversation_id ORDER BY j.ordinal) AS number
          FROM judged j
         WHERE j.outcome = 'fresh' AND j.wait_seconds <= 0 AND (j.reply_to_seq IS NULL OR j.reply_to_id IS NOT NULL)
    ),
    -- The messages themselves, with the JSON of their updates.
    inserted AS (
        INSERT INTO chat_message (conversation_id, seq, id, position, sender_id, client_message_id, body_digest, kind, text, content,
                                  reply_to_seq, reply_to_id, sent_at, expires_at, withheld)
        SELECT f.conversation_id, f.last_seq + f.number, f.id, f.position + f.number, f.sender_id, f.client_message_id, f.digest, f.kind, f.text,
               f.content, f.reply_to_seq, f.reply_to_id, moment, moment + make_interval(secs => f.message_ttl_seconds), coalesce(f.withheld, false)
          FROM fresh f
        RETURNING chat_message.id, chat_message.conversation_id, chat_message.seq, chat_message.position, chat_message.sender_id,
                  chat_message.withheld, chat_message.content,
                  chat_message_json(chat_message, NULL, NULL, NULL, NULL) AS message
    ),
    -- The counters of the conversations.
    counted AS (
        UPDATE chat_conversation c
           SET last_seq = c.last_seq + n.n, position = c.position + n.n, last_activity_at = moment,
               -- A withheld message must not reach others. The sender's own devices find it by the participant's changed_xid.
               changed_xid = CASE WHEN n.shown THEN xid ELSE c.changed_xid END
          FROM (SELECT f.conversation_id, count(*) AS n, bool_or(f.withheld IS NOT TRUE) AS shown
                  FROM fresh f GROUP BY f.conversation_id) n
         WHERE c.id = n.conversation_id
    ),
    -- The senders' own watermarks: a person has received and read their own messages.
    moved AS (
        UPDATE chat_participant p
           SET read_seq = greatest(p.read_seq, n.seq), shown_read_seq = greatest(p.shown_read_seq, n.seq),
               delivered_seq = greatest(p.delivered_seq, n.seq), last_sent_at = moment, changed_xid = xid,
               receipts_xid = CASE WHEN n.shown THEN xid ELSE p.receipts_xid END
          FROM (SELECT i.conversation_id, i.sender_id, max(i.seq) AS seq, bool_or(NOT i.withheld) AS shown FROM inserted i GROUP BY i.conversation_id, i.sender_id) n
         WHERE p.conversation_id = n.conversation_id AND p.user_id = n.sender_id
    ),
    -- One row for each mentioned person who is an active member.
    mentioned AS (
        INSERT INTO chat_mention (conversation_id, user_id, seq)
        SELECT DISTINCT i.conversation_id, q.user_id, i.seq
          FROM inserted i
         CROSS JOIN jsonb_array_elements_text(i.content -> 'mentions') person
          JOIN chat_participant q ON q.conversation_id = i.conversation_id AND q.user_id = person::uuid AND q.left_at IS NULL
         WHERE i.content ? 'mentions'
    )
    -- One row per item. A fresh item that was not written had to wait (slow mode), or its reply has no source.
    SELECT j.ordinal,
           CASE WHEN j.outcome <> 'fresh' OR i.id IS NOT NULL THEN j.outcome WHEN j.wait_seconds > 0 THEN 'slow_mode' ELSE 'no_source' END,
           coalesce(i.seq, j.existing_seq), coalesce(i.position, j.existing_position), j.members_version, coalesce(i.withheld, j.withheld, false),
           CASE WHEN j.conversation_kind = 'direct' AND j.participant_count = 1 THEN 'read' ELSE 'sent' END,
           j.wait_seconds, coalesce(i.message, j.committed_message),
           -- With its first message a direct conversation becomes known to the other person.
           CASE WHEN j.conversation_kind = 'direct' AND coalesce(i.seq, j.existing_seq) = 1
                THEN (SELECT array_agg(o.user_id) FROM chat_participant o WHERE o.conversation_id = j.conversation_id)
                ELSE '{}' END,
           CASE WHEN j.conversation_kind = 'group' THEN j.participant_count ELSE 0 END
      FROM judged j LEFT JOIN inserted i ON i.id = j.id AND i.conversation_id = j.conversation_id
     ORDER BY j.ordinal;
END $$;
