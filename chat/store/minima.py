"""Groups whose minima are behind the watermarks of their members, because a process was killed.

Sync, on Django's connection.
"""

from uuid import UUID

from django.db import connection

from chat.store.receipts import MOVE, Moved

_NOW = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

_BEHIND = """
SELECT changed.id
  FROM (SELECT DISTINCT p.conversation_id AS id FROM chat_participant p
          WHERE p.changed_xid >= %(since)s OR p.receipts_xid >= %(since)s) changed
  JOIN chat_conversationreceipts r ON r.conversation_id = changed.id
 CROSS JOIN LATERAL (
       SELECT min(p.delivered_seq) AS delivered_seq, min(p.read_seq) AS read_seq FROM chat_participant p
        WHERE p.conversation_id = changed.id AND p.left_at IS NULL) least
 WHERE least.delivered_seq > r.delivered_to_all_seq OR least.read_seq > r.read_by_all_seq
 ORDER BY changed.id LIMIT %(limit)s"""


def oldest_running() -> int:
    """Return the oldest running transaction id. Every later change has this id or a greater one."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        xid: int = cursor.fetchone()[0]
        return xid


def behind(since: int, limit: int) -> list[UUID]:
    """Return groups whose minima are behind.

    Looks only at groups in which a member's row changed since a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, {"since": since, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def move(groups: list[UUID]) -> list[Moved]:
    """Move the minima of groups up."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [[], [], [], [], groups, 0])
        return [Moved(*row) for row in cursor.fetchall()]
