"""SQL fragments that all reads of messages share: the reader, the messages they may see, and their ticks.

Each fragment uses the names `c` (conversation), `p` (the reader's participant row), `m` (message) and `ticks`.
"""

# The last message before those that are withheld from the reader; null if none are (least() ignores nulls).
_HELD_SEQ = "CASE WHEN p.held_xid = c.changed_xid THEN p.held_seq END"

# The watermarks for the ticks of the reader's own messages: those of the other person; in saved messages the reader's
# own; in a group the minima, and for a former member the minima at the time they left.
TICKS = f"""
LEFT JOIN LATERAL (
    SELECT least(o.delivered_seq, {_HELD_SEQ}) AS delivered_seq, least(o.shown_read_seq, {_HELD_SEQ}) AS read_seq
      FROM chat_participant o
     WHERE c.kind = 'direct' AND o.conversation_id = c.id AND (o.user_id <> p.user_id OR c.participant_count = 1)
    UNION ALL
    SELECT CASE WHEN p.left_at IS NULL THEN r.delivered_to_all_seq
                ELSE (p.left_state ->> 'delivered_to_all_seq')::bigint END,
           CASE WHEN p.left_at IS NULL THEN r.read_by_all_seq ELSE (p.left_state ->> 'read_by_all_seq')::bigint END
      FROM chat_conversationreceipts r
     WHERE c.kind = 'group' AND r.conversation_id = c.id
    LIMIT 1) ticks ON true"""


def within(ranges: str) -> str:
    """Return the condition that a message is between the ends of a range or multirange.

    It lets the scan of the index end there. Messages beyond may be very many: a former member must not read them all.
    """
    return f"m.seq >= lower({ranges}) AND m.seq < coalesce(upper({ranges}), {LAST_SEQ})"


# No message has this seq: it stands for the end of a range without an end.
LAST_SEQ = 2**63 - 1
MESSAGE_VISIBLE = """
(p.visible_seqs @> m.seq AND (NOT m.withheld OR m.sender_id = p.user_id)
 AND NOT EXISTS (SELECT FROM chat_hidden h
                  WHERE h.user_id = p.user_id AND h.conversation_id = m.conversation_id AND h.seq = m.seq))"""

# A direct conversation shows for the person who opened it; for the other person it shows from the first message on that
# they may see. Most people have received a message long ago, so messages are rarely looked at. The look is a function,
# because as a subquery it would make every plan include all partitions of the message table.
CONVERSATION_SHOWN = """
(c.kind = 'group' OR p.opened_at IS NOT NULL OR p.delivered_seq > 0 OR chat_has_shown(c.id, p.user_id))"""

MESSAGE_JSON = "chat_message_json(m, p.user_id, p.visible_seqs, ticks.delivered_seq, ticks.read_seq, p.left_position)"


def _as_of_leaving(column: str, kind: str) -> str:
    return f"CASE WHEN p.left_at IS NULL THEN c.{column} ELSE (p.left_state ->> '{column}')::{kind} END"


def _shown(held: str, column: str) -> str:
    return f"CASE WHEN p.held_xid = c.changed_xid THEN p.{held} ELSE c.{column} END"


# The conversation, as the reader sees it. For a former member it stays as it was when they left; for who blocks the
# other person it stays as it was before that person's withheld messages.
READER_POSITION = f"coalesce(p.left_position, {_shown('held_position', 'position')})"
READER_ACTIVITY = f"coalesce(p.left_at, {_shown('held_at', 'last_activity_at')})"
READER_TITLE = _as_of_leaving("title", "text")
READER_STATE = f"""
'id', c.id, 'kind', c.kind, 'title', {READER_TITLE}, 'avatar', NULL,
'participant_count', {_as_of_leaving("participant_count", "integer")},
'last_seq', CASE WHEN p.left_at IS NULL THEN {_shown("held_seq", "last_seq")} ELSE upper(p.visible_seqs) - 1 END,
'position', {READER_POSITION}, 'message_ttl_seconds', {_as_of_leaving("message_ttl_seconds", "integer")},
'group_id', CASE WHEN c.kind = 'group' THEN c.id END"""

# A former member must not see changes that were made after they left.
MESSAGE_UNCHANGED = "(p.left_position IS NULL OR m.position <= p.left_position)"
