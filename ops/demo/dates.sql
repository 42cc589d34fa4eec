-- Spreads the demo's conversations over the last days, because chat_append only knows the present time. It runs once,
-- before anybody is served, on conversations that the demo has just written. It moves no counter, and times still ascend
-- with seq.
CREATE TEMPORARY TABLE said ON COMMIT DROP AS
SELECT * FROM unnest(%(conversation_ids)s::uuid[], %(seqs)s::bigint[], %(moments)s::timestamptz[])
    AS said (conversation_id, seq, moment);

UPDATE chat_reaction r
   SET created_at = said.moment + (r.created_at - m.sent_at)
  FROM said JOIN chat_message m USING (conversation_id, seq)
 WHERE r.conversation_id = said.conversation_id AND r.seq = said.seq;

UPDATE chat_message m
   SET sent_at = said.moment, edited_at = said.moment + (m.edited_at - m.sent_at),
       deleted_at = said.moment + (m.deleted_at - m.sent_at), pinned_at = said.moment + (m.pinned_at - m.sent_at)
  FROM said WHERE m.conversation_id = said.conversation_id AND m.seq = said.seq;

UPDATE chat_conversation c
   SET created_at = span.first, last_activity_at = span.last
  FROM (SELECT conversation_id, min(moment) AS first, max(moment) AS last FROM said GROUP BY conversation_id) span
 WHERE c.id = span.conversation_id;

UPDATE chat_participant p
   SET joined_at = c.created_at, opened_at = CASE WHEN p.opened_at IS NOT NULL THEN c.created_at END,
       last_sent_at = (SELECT max(m.sent_at) FROM chat_message m
                        WHERE m.conversation_id = p.conversation_id AND m.sender_id = p.user_id)
  FROM chat_conversation c WHERE c.id = p.conversation_id AND c.id IN (SELECT conversation_id FROM said)
