"""What the database holds at the end."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg


def truth(url: str, conversation_ids: Sequence[str]) -> dict[str, Any]:
    """Return the conversations by id, in the form of the event `sql` of a history."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute((Path(__file__).parent / "truth.sql").read_text(), [list(conversation_ids)])
        return {
            one: {"last_seq": last_seq, "position": position, "messages": messages, "participants": participants}
            for one, last_seq, position, messages, participants in rows
        }
