    -- A part of chat_append, between `counted` and `moved` of 0008_append.sql (migration 0008_held_heads).
    -- Whoever does not get withheld messages keeps the head of the conversation as it was before this statement.
    held AS (
        UPDATE chat_participant p
           SET held_xid = c.changed_xid, held_seq = c.last_seq, held_position = c.position, held_at = c.last_activity_at
          FROM (SELECT DISTINCT f.conversation_id, f.sender_id FROM fresh f WHERE f.withheld) n
          JOIN chat_conversation c ON c.id = n.conversation_id
         WHERE p.conversation_id = n.conversation_id AND p.user_id <> n.sender_id AND p.held_xid IS DISTINCT FROM c.changed_xid
    ),
