"""The tables beside the message table, and the migration that moved their foreign keys to the conversation."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from common.ids import new_id
from tests.chat.in_process import append, new_pair, rows, text_item, update

TABLES = ("chat_reaction", "chat_mention", "chat_vote", "chat_message_media", "chat_hidden")
BEFORE, AFTER = ("chat", "0002_messages"), ("chat", "0003_side_tables")


@pytest.fixture
def in_one_transaction() -> Iterator[None]:
    """Nothing a test does to the schema is kept."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def each(value: Any) -> dict[str, Any]:
    return dict.fromkeys(TABLES, value)


def migrate(app: str, name: str) -> None:
    with connection.cursor() as cursor:
        # A migration cannot change a table whose rows of this transaction are still to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate([(app, name)])


def references() -> dict[str, set[str]]:
    """Return for each table which of conversation and message its foreign keys lead to."""
    found = rows(
        """
        SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
         WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY(%s::regclass[])""",
        list(TABLES),
    )
    return {name: {to for table, to in found if table == name} - {"accounts_user"} for name in TABLES}


def fill(conversation_id: Any, seq: int, user_id: Any) -> None:
    """Give a message (conversation, seq) a row in each table, all of them of one person."""
    place = [conversation_id, seq, user_id]
    key, values = "conversation_id, seq, user_id", "%s, %s, %s"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO chat_reaction ({key}, emoji) VALUES ({values}, '👍')", place)  # noqa: S608
        cursor.execute(f"INSERT INTO chat_mention ({key}) VALUES ({values})", place)  # noqa: S608
        cursor.execute(f"INSERT INTO chat_vote ({key}, option_id) VALUES ({values}, 0)", place)  # noqa: S608
        cursor.execute(f"INSERT INTO chat_hidden ({key}, changed_xid) VALUES ({values}, 7)", place)  # noqa: S608
        cursor.execute(
            "INSERT INTO chat_message_media (conversation_id, seq, ordinal, media_id) VALUES (%s, %s, 0, %s)",
            [conversation_id, seq, new_id()],
        )


def kept(conversation_id: Any) -> dict[str, list[int]]:
    """Return for each table the seqs it has rows for."""
    statement = "SELECT seq FROM {} WHERE conversation_id = %s ORDER BY seq"
    return {name: [seq for (seq,) in rows(statement.format(name), conversation_id)] for name in TABLES}


@pytest.mark.usefixtures("in_one_transaction")
def test_the_migration_goes_back_and_forth_over_rows():
    alice, _, conversation_id = new_pair()
    items = [text_item(conversation_id, alice) for _ in range(2)]
    append(*items)
    migrate(*BEFORE)
    assert references() == each({"chat_message"})
    for seq in (1, 2):
        fill(conversation_id, seq, alice)
    migrate(*AFTER)
    assert references() == each({"chat_conversation"})
    hidden = rows("SELECT seq, message_id, changed_xid FROM chat_hidden WHERE conversation_id = %s", conversation_id)
    assert sorted(hidden) == [(seq, item.message_id, 7) for seq, item in enumerate(items, start=1)]
    assert kept(conversation_id) == each([1, 2])
    rows("DELETE FROM chat_message WHERE conversation_id = %s AND seq = 1 RETURNING 1", conversation_id)
    assert kept(conversation_id) == each([1, 2])
    migrate(*BEFORE)
    assert references() == each({"chat_message"})
    assert kept(conversation_id) == each([2])
    migrate(*AFTER)
    assert kept(conversation_id) == each([2])


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_no_conversation_is_refused(table: str):
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE chat_hidden ALTER message_id SET DEFAULT gen_random_uuid()")
        fill(conversation_id, 1, alice)
        with pytest.raises(IntegrityError, match=f"{table}_conversation_id_fkey"), transaction.atomic():
            update(table, "conversation_id = gen_random_uuid()", "conversation_id = %s", conversation_id)
        transaction.set_rollback(True)
