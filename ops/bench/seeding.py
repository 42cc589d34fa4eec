"""Years of use, made by SQL: more than anybody could say over the wire while a benchmark waits."""

from pathlib import Path
from uuid import UUID

import psycopg

PEOPLE_PER_CONVERSATION = 0.2
PEOPLE_AT_LEAST = 2000
UNREAD_AT_MOST = 10


def history(url: str, conversations: int, messages: int, mine: int) -> UUID:
    """Add conversations with so many messages each, and return the reader: the first `mine` are theirs."""
    numbers = {
        "people": max(int(conversations * PEOPLE_PER_CONVERSATION), PEOPLE_AT_LEAST),
        "conversations": conversations,
        "messages": messages,
        "mine": mine,
        "unread": UNREAD_AT_MOST + 1,
    }
    return run(url, "seed.sql", numbers)[0]


def crowd(url: str, people: int, directs: int, groups: int = 0, members: int = 0) -> list[UUID]:
    """Add people with so many direct conversations each, and groups of so many of them; return the people.

    `people` must be more than `directs` and no less than `members`. The first one owns the first group.
    """
    numbers = {"people": people, "directs": directs, "groups": groups, "members": members}
    return run(url, "crowd.sql", numbers)


def run(url: str, name: str, numbers: dict[str, int]) -> list[UUID]:
    """Run a file's statements; return the people it makes."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        row = connection.execute("SELECT count(*) FROM accounts_user").fetchone()
        assert row is not None
        parameters = numbers | {"first": row[0]}
        for statement in (Path(__file__).parent / name).read_text().split(";\n"):
            connection.execute(statement, parameters)
        # What was written is on the disk before anything is measured.
        connection.execute("CHECKPOINT")
        return [user_id for (user_id,) in connection.execute("SELECT id FROM person ORDER BY n")]
