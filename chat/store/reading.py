"""SQL fragments every read of messages is made of: who reads, what they may see, and their ticks.

Each takes the names `c` (conversation), `p` (the reader's participant row), `m` (message) and `ticks`.
"""

# The numbers the ticks of the reader's own messages need: the peer's, one's own in saved messages, a group's minima (as
# they were when a former member left).
TICKS = """
LEFT JOIN LATERAL (
    SELECT o.delivered_seq, o.shown_read_seq AS read_seq FROM chat_participant o
     WHERE c.kind = 'direct' AND o.conversation_id = c.id AND (o.user_id <> p.user_id OR c.participant_count = 1)
    UNION ALL
    SELECT CASE WHEN p.left_at IS NULL THEN r.delivered_to_all_seq
                ELSE (p.left_state ->> 'delivered_to_all_seq')::bigint END,
           CASE WHEN p.left_at IS NULL THEN r.read_by_all_seq ELSE (p.left_state ->> 'read_by_all_seq')::bigint END
      FROM chat_conversationreceipts r
     WHERE c.kind = 'group' AND r.conversation_id = c.id
    LIMIT 1) ticks ON true"""


MESSAGE_VISIBLE = """
(p.visible_seqs @> m.seq AND (NOT m.withheld OR m.sender_id = p.user_id)
 AND NOT EXISTS (SELECT FROM chat_hidden h
                  WHERE h.user_id = p.user_id AND h.conversation_id = m.conversation_id AND h.seq = m.seq))"""

# A direct conversation shows for who opened it, and for the other with the first message they may see. Most have got
# something long ago: nobody looks at messages then, and as a function that look costs no plan over all partitions.
CONVERSATION_SHOWN = """
(c.kind = 'group' OR p.opened_at IS NOT NULL OR p.delivered_seq > 0 OR chat_has_shown(c.id, p.user_id))"""

MESSAGE_JSON = "chat_message_json(m, p.user_id, p.visible_seqs, ticks.delivered_seq, ticks.read_seq, p.left_position)"


def _as_of_leaving(column: str, kind: str) -> str:
    return f"CASE WHEN p.left_at IS NULL THEN c.{column} ELSE (p.left_state ->> '{column}')::{kind} END"


# The conversation as the reader sees it. For a former member it ends with the last they may see, and stays what it was.
READER_POSITION = "coalesce(p.left_position, c.position)"
READER_STATE = f"""
'id', c.id, 'kind', c.kind, 'title', {_as_of_leaving("title", "text")}, 'avatar', NULL,
'participant_count', {_as_of_leaving("participant_count", "integer")},
'last_seq', CASE WHEN p.left_at IS NULL THEN c.last_seq ELSE upper(p.visible_seqs) - 1 END,
'position', {READER_POSITION}, 'message_ttl_seconds', {_as_of_leaving("message_ttl_seconds", "integer")},
'group_id', CASE WHEN c.kind = 'group' THEN c.id END"""

# What became of a message after a former member left is not for them.
MESSAGE_UNCHANGED = "(p.left_position IS NULL OR m.position <= p.left_position)"
