"""People and conversations for tests in one process: rows are inserted directly, messages are made by chat_append."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db import connection

from accounts.models import User
from chat.models import Conversation, Participant
from chat.store.append import APPEND, Appended, AppendItem, append_parameters, appended
from chat.store.direct import direct_key
from common import clock
from common.ids import new_id
from tests.harness.people import new_phone_number


def new_user(name: str = "Alice", **fields: Any) -> UUID:
    """Return a new person's id."""
    return User.objects.create(phone_number=new_phone_number(), name=name, **fields).id


def new_direct(alice: UUID, bob: UUID, **fields: Any) -> UUID:
    """Return a new direct conversation that both people opened, or that a person has with themselves."""
    people = {alice, bob}
    conversation = Conversation.objects.create(
        kind="direct", direct_key=direct_key(alice, bob), participant_count=len(people), changed_xid=0, **fields
    )
    for person in people:
        join(conversation.id, person, opened_at=clock.now())
    return conversation.id


def new_group(*people: UUID, **fields: Any) -> UUID:
    """Return a new group of these people."""
    conversation = Conversation.objects.create(
        kind="group", title="Team", participant_count=len(people), changed_xid=0, **fields
    )
    for person in people:
        join(conversation.id, person)
    return conversation.id


def join(conversation_id: UUID, user_id: UUID, **fields: Any) -> None:
    """Make a person a participant who sees everything."""
    given = {"visible_seqs": "{[1,)}", "changed_xid": 0} | fields
    Participant.objects.create(conversation_id=conversation_id, user_id=user_id, **given)


def set_participant(conversation_id: UUID, user_id: UUID, **fields: Any) -> None:
    """Change a participant's row."""
    assert Participant.objects.filter(conversation_id=conversation_id, user_id=user_id).update(**fields) == 1


def new_pair() -> tuple[UUID, UUID, UUID]:
    """Return alice, bob and their direct conversation."""
    alice, bob = new_user("Alice"), new_user("Bob")
    return alice, bob, new_direct(alice, bob)


def text_item(conversation_id: UUID, sender_id: UUID, text: str | None = "Hello", **fields: Any) -> AppendItem:
    """Return a text message that was not sent yet. Its digest is that of its text."""
    given: dict[str, Any] = {
        "message_id": new_id(),
        "client_message_id": uuid4(),
        "digest": (text or "").encode(),
        "kind": "text",
    }
    return AppendItem(conversation_id=conversation_id, sender_id=sender_id, text=text, **(given | fields))


def system_item(conversation_id: UUID, actor_id: UUID, action: str = "title_changed") -> AppendItem:
    """Return a system message."""
    content = f'{{"system": {{"action": "{action}", "actor_id": "{actor_id}", "user_ids": [], "fields": {{}}}}}}'
    return AppendItem(conversation_id, None, new_id(), None, None, "system", None, content)


def append(*items: AppendItem, skip_locked: bool = False) -> list[Appended]:
    """Run one batch through chat_append, in a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters(items, skip_locked=skip_locked))
        return [appended(row) for row in cursor.fetchall()]


def outcomes(*items: AppendItem) -> list[str]:
    """Run one batch and return the outcome of each item."""
    return [row.outcome for row in append(*items)]


def numbers(conversation_id: UUID) -> list[tuple[int, int]]:
    """Return (seq, position) of all messages of a conversation, in order of seq."""
    return rows("SELECT seq, position FROM chat_message WHERE conversation_id = %s ORDER BY seq", conversation_id)


def counters(conversation_id: UUID) -> tuple[int, int]:
    """Return last_seq and position of a conversation."""
    conversation = Conversation.objects.get(id=conversation_id)
    return conversation.last_seq, conversation.position


def rows(statement: str, *parameters: Any) -> list[Any]:
    """Return all rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def update(table: str, assignments: str, where: str, *parameters: Any) -> None:
    """Set columns of one row directly, in ways that our code never would."""
    statement = f"UPDATE {table} SET {assignments} WHERE {where} RETURNING 1"  # noqa: S608 - a test's own words
    assert len(rows(statement, *parameters)) == 1


def other_session(application: str = "other session", url: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
    """Return a separate connection without a transaction, for holding locks and for reading from outside."""
    return psycopg.connect(url or settings.DATABASE_URL, application_name=application)


def until_blocked(waiting: psycopg.Connection[Any], holder: psycopg.Connection[Any], seconds: float = 10) -> None:
    """Return once a session waits for a lock that another session holds."""
    deadline = time.monotonic() + seconds
    while not rows("SELECT %s = ANY(pg_blocking_pids(%s))", holder.info.backend_pid, waiting.info.backend_pid)[0][0]:
        assert time.monotonic() < deadline, "nobody waits"


def is_gap_free(pairs: Sequence[tuple[int, int]]) -> bool:
    """Return whether seq and position both are 1, 2, 3 and so on. This must hold where messages were only sent."""
    return list(pairs) == [(number, number) for number in range(1, len(pairs) + 1)]
