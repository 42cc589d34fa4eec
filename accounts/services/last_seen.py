"""Storing when people were last online, as presence found out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from common.database import retried

# Locks the rows in order. Moves no xid, because presence publishes it. Never moves back: saves can arrive out of order.
_SAVE = """
WITH seen AS MATERIALIZED (SELECT * FROM unnest(%s::uuid[], %s::timestamptz[]) AS seen (user_id, at)),
locked AS MATERIALIZED (
    SELECT u.id FROM accounts_user u JOIN seen ON seen.user_id = u.id
     WHERE u.erased_at IS NULL AND (u.last_seen_at IS NULL OR u.last_seen_at < seen.at)
     ORDER BY u.id FOR NO KEY UPDATE OF u
)
UPDATE accounts_user u SET last_seen_at = greatest(u.last_seen_at, seen.at)
  FROM seen JOIN locked ON locked.id = seen.user_id WHERE u.id = seen.user_id"""


@retried
def save_last_seen(moments: Mapping[UUID, datetime]) -> None:
    """Store when these people were last online. One statement; an earlier time than the stored one changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [list(moments), list(moments.values())])
