-- chat_receipts as in 0004_receipts.sql, but lighter in groups.

-- Moves the watermarks of a batch up in one transaction: first those of the participants, in order, then the minima of their
-- groups. The minima of groups with more than `large_members` members move only if the caller names the group in `groups`, which
-- it does once a second. `groups` may also name groups in which no watermark is to move (after a send or a leave).
--
-- In a group, a change of delivered_seq alone moves receipts_xid, but not changed_xid. So the poll does not send each member their own
-- state because of each message: every device acknowledges what it gets itself. Sync looks at both. Groups with more than `large_members` members have no history of
-- when each member received and read a message.
--
-- Returns one row for each existing participant of the batch, and one for each group whose minima moved (user_id null).
-- `changed`: a watermark that others see moved; `read_changed`: the person's own read_seq moved.
CREATE OR REPLACE FUNCTION chat_receipts(
    conversation_ids uuid[], user_ids uuid[], delivered_seqs bigint[], read_seqs bigint[], groups uuid[], large_members integer
) RETURNS TABLE (
    conversation_id uuid, user_id uuid, kind text, participant_count integer, members_version bigint, changed boolean, read_changed boolean,
    delivered_seq bigint, read_seq bigint, shown_read_seq bigint
)
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    xid bigint := pg_current_xact_id()::text::bigint;
BEGIN
    PERFORM 1 FROM chat_participant p
      JOIN unnest(conversation_ids, user_ids) AS a (conversation_id, user_id)
           ON p.conversation_id = a.conversation_id AND p.user_id = a.user_id
     ORDER BY p.conversation_id, p.user_id FOR NO KEY UPDATE OF p;

    -- No watermark goes beyond the end of the conversation. For a person who blocks the other one, the end is the last message
    -- that was not withheld from them; otherwise the ticks of a withheld message would move. The watermark that others see stands
    -- still while one person of a direct conversation has switched read receipts off.
    RETURN QUERY
    WITH asked AS (
        SELECT p.conversation_id, p.user_id, c.kind::text AS kind, c.participant_count, c.members_version,
               p.delivered_seq, p.read_seq, p.shown_read_seq,
               greatest(p.delivered_seq, least(greatest(a.delivered_seq, a.read_seq), shown.last_seq)) AS new_delivered_seq,
               greatest(p.read_seq, least(a.read_seq, shown.last_seq)) AS new_read_seq,
               c.kind = 'group' OR a.read_seq = 0 OR (account_shows_reads(p.user_id) AND coalesce(
                   (SELECT account_shows_reads(o.user_id) FROM chat_participant o
                     WHERE o.conversation_id = p.conversation_id AND o.user_id <> p.user_id), true)) AS shows
          FROM unnest(conversation_ids, user_ids, delivered_seqs, read_seqs) AS a (conversation_id, user_id, delivered_seq, read_seq)
          JOIN chat_participant p ON p.conversation_id = a.conversation_id AND p.user_id = a.user_id AND p.left_at IS NULL
          JOIN chat_conversation c ON c.id = a.conversation_id
         CROSS JOIN LATERAL (
               SELECT CASE WHEN c.kind = 'group' THEN c.last_seq ELSE coalesce((
                   SELECT m.seq FROM chat_message m
                    WHERE m.conversation_id = c.id AND m.seq <= greatest(a.delivered_seq, a.read_seq)
                      AND (NOT m.withheld OR m.sender_id = p.user_id)
                    ORDER BY m.seq DESC LIMIT 1), 0) END AS last_seq) shown
               -- The other person must not know of a direct conversation before its first message.
         WHERE c.kind = 'group' OR p.opened_at IS NOT NULL OR shown.last_seq > 0 OR EXISTS (
               SELECT FROM chat_message m WHERE m.conversation_id = c.id AND (NOT m.withheld OR m.sender_id = p.user_id))
    ), moved AS (
        UPDATE chat_participant p
           SET delivered_seq = a.new_delivered_seq, read_seq = a.new_read_seq,
               shown_read_seq = CASE WHEN a.shows AND a.new_read_seq > a.read_seq THEN a.new_read_seq ELSE p.shown_read_seq END,
               changed_xid = CASE WHEN a.kind = 'group' AND a.new_read_seq = a.read_seq THEN p.changed_xid ELSE xid END,
               receipts_xid = CASE WHEN a.new_delivered_seq > a.delivered_seq OR a.shows THEN xid ELSE p.receipts_xid END
          FROM asked a
         WHERE p.conversation_id = a.conversation_id AND p.user_id = a.user_id
           AND (a.new_delivered_seq > a.delivered_seq OR a.new_read_seq > a.read_seq)
        RETURNING p.conversation_id, p.user_id, p.delivered_seq, p.read_seq, p.shown_read_seq
    )
    SELECT a.conversation_id, a.user_id, a.kind, a.participant_count, a.members_version,
           CASE WHEN m.user_id IS NULL THEN false
                -- In groups, others see every watermark that moves.
                WHEN a.kind = 'group' AND a.participant_count > large_members THEN true
                WHEN a.kind = 'group' THEN chat_note_steps(a.conversation_id, a.user_id, a.delivered_seq, m.delivered_seq, a.read_seq, m.read_seq)
                ELSE m.delivered_seq > a.delivered_seq OR m.shown_read_seq > a.shown_read_seq END,
           m.read_seq IS NOT NULL AND m.read_seq > a.read_seq,
           coalesce(m.delivered_seq, a.delivered_seq), coalesce(m.read_seq, a.read_seq), coalesce(m.shown_read_seq, a.shown_read_seq)
      FROM asked a LEFT JOIN moved m ON m.conversation_id = a.conversation_id AND m.user_id = a.user_id;

    SELECT coalesce(array_agg(c.id), '{}') || groups INTO groups
      FROM chat_conversation c
     WHERE c.id = ANY (conversation_ids) AND c.kind = 'group' AND c.participant_count <= large_members;
    IF cardinality(groups) = 0 THEN
        RETURN;
    END IF;

    PERFORM 1 FROM chat_conversationreceipts r WHERE r.conversation_id = ANY (groups) ORDER BY r.conversation_id FOR NO KEY UPDATE;
    -- A separate statement, so that its snapshot is taken under the lock. Otherwise two batches could miss each other's minima.
    RETURN QUERY
    UPDATE chat_conversationreceipts r
       SET delivered_to_all_seq = greatest(r.delivered_to_all_seq, least.delivered_seq),
           read_by_all_seq = greatest(r.read_by_all_seq, least.read_seq), changed_xid = xid
      FROM (SELECT p.conversation_id, min(p.delivered_seq) AS delivered_seq, min(p.read_seq) AS read_seq
              FROM chat_participant p WHERE p.conversation_id = ANY (groups) AND p.left_at IS NULL GROUP BY p.conversation_id) AS least,
           chat_conversation c
     WHERE r.conversation_id = least.conversation_id AND c.id = r.conversation_id
       AND (least.delivered_seq > r.delivered_to_all_seq OR least.read_seq > r.read_by_all_seq)
    RETURNING r.conversation_id, NULL::uuid, 'group', c.participant_count, c.members_version, true, true,
              r.delivered_to_all_seq, r.read_by_all_seq, r.read_by_all_seq;
END $$;
