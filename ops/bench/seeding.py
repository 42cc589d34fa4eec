"""Years of use, made by SQL, because sending so many messages would take too long."""

from pathlib import Path
from uuid import UUID

import psycopg

PEOPLE_PER_CONVERSATION = 0.2
PEOPLE_AT_LEAST = 2000
UNREAD_AT_MOST = 10


def history(url: str, conversations: int, messages: int, mine: int) -> UUID:
    """Add conversations of `messages` messages each, and return the reader, who has the first `mine` of them."""
    numbers = {
        "people": max(int(conversations * PEOPLE_PER_CONVERSATION), PEOPLE_AT_LEAST),
        "conversations": conversations,
        "messages": messages,
        "mine": mine,
        "unread": UNREAD_AT_MOST + 1,
    }
    return run(url, "seed.sql", numbers)[0]


def crowd(url: str, people: int, directs: int, groups: int = 0, members: int = 0) -> list[UUID]:
    """Add people with `directs` direct conversations each, and groups of `members` people; return the people.

    `people` must be more than `directs` and not less than `members`. The first person owns the first group.
    """
    numbers = {"people": people, "directs": directs, "groups": groups, "members": members}
    return run(url, "crowd.sql", numbers)


def run(url: str, name: str, numbers: dict[str, int]) -> list[UUID]:
    """Run the statements of a file; return the people that it makes."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        row = connection.execute("SELECT count(*) FROM accounts_user").fetchone()
        assert row is not None
        parameters = numbers | {"first": row[0]}
        for statement in (Path(__file__).parent / name).read_text().split(";\n"):
            connection.execute(statement, parameters)
        # Everything that was written must be on the disk before anything is measured.
        connection.execute("CHECKPOINT")
        return [user_id for (user_id,) in connection.execute("SELECT id FROM person ORDER BY n")]
