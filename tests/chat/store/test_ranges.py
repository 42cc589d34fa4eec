"""Reads end where the reader's ranges end: what came after somebody left, and before they came back, is not scanned."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import connection

from chat.store.conversations import _ONE, _UNREAD_COUNT
from chat.store.messages import _AROUND, _PAGE
from tests.chat.in_process import append, new_group, new_user, set_participant, text_item, update

LATER = 4000
# What other tests left in small tables is looked at, too; what is out of range is ten times as much.
IN_VAIN = LATER / 10
READS = ("conversation", "unread", "before", "after", "around")


def rows_in_vain(read: str, conversation_id: UUID, reader: UUID) -> int:
    """Return how many rows PostgreSQL looks at for one read without using them."""
    parameters: Any = {"conversation_id": conversation_id, "reader": reader, "limit": 10, "rest": 10}
    parameters |= {"seq": 5 if read == "after" else 10**9, "most_bytes": 10**6}
    statements = {"conversation": _ONE, "before": _PAGE["before"], "after": _PAGE["after"], "around": _AROUND}
    if read == "unread":
        parameters = [conversation_id, reader]
    statement = statements.get(read, _UNREAD_COUNT)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        found = cursor.fetchone()[0]
    [plan] = found if isinstance(found, list) else orjson.loads(found)
    return sum(node.get("Rows Removed by Filter", 0) * node["Actual Loops"] for node in nodes(plan["Plan"]))


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def write(conversation_id: UUID, sender: UUID, number: int) -> None:
    for _ in range(0, number, 200):
        append(*(text_item(conversation_id, sender) for _ in range(min(number, 200))))


@pytest.fixture(scope="module")
def group() -> tuple[UUID, UUID, UUID]:
    """A group with ten messages and many later ones: its id, who left after the ten, and who came back at the end."""
    alice, bob, carol = (new_user() for _ in range(3))
    group_id = new_group(alice, bob, carol)
    write(group_id, alice, 10)
    write(group_id, alice, LATER)
    write(group_id, alice, 5)
    set_participant(group_id, bob, visible_seqs="{[1,11)}", left_position=10, read_seq=0)
    left = "left_at = now(), left_state = '{}'"
    update("chat_participant", left, "conversation_id = %s AND user_id = %s", group_id, bob)
    set_participant(group_id, carol, visible_seqs=f"{{[1,11),[{LATER + 11},)}}", delivered_seq=LATER, read_seq=LATER)
    return group_id, bob, carol


@pytest.mark.parametrize("read", READS)
def test_a_former_member_does_not_scan_what_came_later(group: tuple[UUID, UUID, UUID], read: str):
    group_id, bob, _ = group
    assert rows_in_vain(read, group_id, bob) < IN_VAIN


@pytest.mark.parametrize("read", READS)
def test_a_returned_member_does_not_scan_what_came_between(group: tuple[UUID, UUID, UUID], read: str):
    group_id, _, carol = group
    assert rows_in_vain(read, group_id, carol) < IN_VAIN
