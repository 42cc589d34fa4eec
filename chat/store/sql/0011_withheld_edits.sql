-- An edit that only the message's sender sees, because the other person of the conversation blocked them: the columns that differ
-- for the sender, {"text", "content", "edited_at", "position"}. For everybody else the row is as it was.
ALTER TABLE chat_message ADD COLUMN withheld_edit jsonb;
CREATE INDEX chat_message_withheld_edit ON chat_message (conversation_id, ((withheld_edit ->> 'position')::bigint))
 WHERE withheld_edit IS NOT NULL;

-- A message as its reader sees it.
CREATE FUNCTION chat_seen(m chat_message, reader uuid) RETURNS chat_message
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN m.withheld_edit IS NOT NULL AND m.sender_id = reader THEN jsonb_populate_record(m, m.withheld_edit) ELSE m END;

-- An edit looks for those who deleted the message for themselves.
CREATE INDEX chat_hidden_message ON chat_hidden (conversation_id, seq);
