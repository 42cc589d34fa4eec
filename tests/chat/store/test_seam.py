"""The seam: SQL on messages lives in chat/store only, and hot rows stay cheap to update."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from chat.store import receipts
from chat.store.append import APPEND, append_parameters
from chat.store.receipts import Watermark
from common.bridge import in_thread
from tests.chat.in_process import new_direct, new_user, rows, text_item

ROOT = Path(__file__).parents[3]
OURS = ("accounts", "chat", "common", "config", "delivery", "groups", "media", "ops", "presence", "manage.py")
MESSAGE_TABLES = re.compile(r"\bchat_(message|reaction|mention|vote|message_media|hidden|receipt_step)(_\d+)?\b")
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b|\.(execute|raw)\(|\bRawSQL\b")
# Migrations run SQL of the store, and undo it on the way back; the benchmark fills a database of its own with millions
# of rows, the demo dates back what it has just said, and prove_delivery compares with the tables themselves.
ALLOWED = (
    *("chat/store/", "chat/migrations/"),
    *("ops/bench/seed.sql", "ops/demo/dates.sql", "ops/prove/truth.sql"),
)

HOT_COLUMNS = {
    "chat_conversation": {
        "last_seq",
        "position",
        "state_position",
        "last_activity_at",
        "changed_xid",
        "members_version",
    },
    "chat_participant": {
        "delivered_seq",
        "read_seq",
        "shown_read_seq",
        "pushed_seq",
        "last_sent_at",
        "changed_xid",
        "receipts_xid",
    },
    "chat_conversationreceipts": {"delivered_to_all_seq", "read_by_all_seq", "changed_xid"},
}


def sources() -> list[Path]:
    trees = [ROOT / name for name in OURS]
    return [
        path for tree in trees for path in ([tree] if tree.is_file() else [*tree.rglob("*.py"), *tree.rglob("*.sql")])
    ]


def test_no_sql_on_messages_outside_the_store():
    named = {str(path.relative_to(ROOT)) for path in sources() if MESSAGE_TABLES.search(path.read_text())}
    assert any(name.startswith("chat/store/") for name in named)
    assert {name for name in named if not name.startswith(ALLOWED)} == set()


def test_no_sql_in_chat_outside_the_store():
    written = {str(path.relative_to(ROOT)) for path in sources() if SQL.search(path.read_text())}
    of_chat = {name for name in written if name.startswith("chat/")}
    assert "chat/store/direct.py" in of_chat
    assert {name for name in of_chat if not name.startswith(("chat/store/", "chat/migrations/"))} == set()


def test_no_index_but_brin_names_a_column_that_sends_and_reads_move():
    found = rows(
        """
        SELECT t.relname, i.relname, a.attname
          FROM pg_index x
          JOIN pg_class t ON t.oid = x.indrelid
          JOIN pg_class i ON i.oid = x.indexrelid
          JOIN pg_am m ON m.oid = i.relam AND m.amname <> 'brin'
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
         WHERE t.relname = ANY(%s) AND (a.attnum = ANY(x.indkey)
            OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = x.indexrelid
                          AND d.refobjid = t.oid AND d.refobjsubid = a.attnum))""",
        list(HOT_COLUMNS),
    )
    assert {table for table, _, _ in found} == set(HOT_COLUMNS)
    assert [(table, index, column) for table, index, column in found if column in HOT_COLUMNS[table]] == []


def test_the_hot_columns_exist():
    for table, columns in HOT_COLUMNS.items():
        there = rows("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", table)
        assert columns - {name for (name,) in there} == set()


@pytest.fixture
def nothing_analyzed() -> Iterator[None]:
    """Keep autovacuum away: whatever looks at an old state, even for 50 ms, keeps the old versions of hot rows alive.

    Of 100 updates 77 to 82 were in place beside an ANALYZE or a query of 50 ms that ran all the time, 99 without.
    """
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as session:
        session.execute("ALTER SYSTEM SET autovacuum = off")
        session.execute("SELECT pg_reload_conf()")
        running = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
        while session.execute(running).fetchone() != (0,):
            time.sleep(0.05)  # until running workers have ended
        yield
        session.execute("ALTER SYSTEM RESET autovacuum")
        session.execute("SELECT pg_reload_conf()")


@pytest.mark.usefixtures("nothing_analyzed")
async def test_nearly_every_send_and_ack_updates_its_hot_rows_in_place():
    people = [await in_thread(new_user) for _ in range(61)]
    alice, conversations = people[0], [await in_thread(new_direct, people[0], person) for person in people[1:]]
    session = await psycopg.AsyncConnection.connect(settings.DATABASE_URL, autocommit=True)
    async with session:
        before = await in_thread(updated_in_place)
        for seq in range(1, 61):
            items = [text_item(conversation_id, alice) for conversation_id in conversations]
            await session.execute(APPEND, append_parameters(items))
            acks = [Watermark(one, bob, delivered_seq=seq) for one, bob in zip(conversations, people[1:], strict=True)]
            assert len(await receipts.move(session, acks, [], 32)) == len(acks)
        await session.execute("SELECT pg_stat_force_next_flush()")
    after = await in_thread(updated_in_place)
    for table, updates in {"chat_conversation": 3600, "chat_participant": 7200}.items():
        total, in_place = (now - then for now, then in zip(after[table], before[table], strict=True))
        assert total >= updates
        assert in_place / total > 0.97, table


def updated_in_place() -> dict[str, tuple[int, int]]:
    """Return for each table how many rows were updated, and how many of those without touching an index (HOT)."""
    found = rows(
        "SELECT relname, n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = ANY(%s)", list(HOT_COLUMNS)
    )
    return {table: (total, in_place) for table, total, in_place in found}
