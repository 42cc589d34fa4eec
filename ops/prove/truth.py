"""What the database holds at the end."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

_BEHIND = """
SELECT count(*) FROM chat_conversation c
  LEFT JOIN chat_feed_position handled ON handled.consumer = %s AND handled.conversation_id = c.id
 WHERE c.position > coalesce(handled.position, 0)"""


def truth(url: str, conversation_ids: Sequence[str]) -> dict[str, Any]:
    """Return the conversations by id, in the form of the event `sql` of a history."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute((Path(__file__).parent / "truth.sql").read_text(), [list(conversation_ids)])
        return {
            one: {"last_seq": last_seq, "position": position, "messages": messages, "participants": participants}
            for one, last_seq, position, messages, participants in rows
        }


def behind_in_feed(url: str, consumer: str) -> int:
    """Return the number of conversations of which a consumer of the feed has not handled every change."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(_BEHIND, [consumer]).fetchone()
    assert row is not None
    return int(row[0])
