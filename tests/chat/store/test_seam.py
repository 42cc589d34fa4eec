"""The seam: SQL on messages lives in chat/store only, and hot rows stay cheap to update."""

import re
from pathlib import Path

from tests.chat.in_process import rows

ROOT = Path(__file__).parents[3]
OURS = ("accounts", "chat", "common", "config", "delivery", "groups", "media", "presence", "manage.py")
MESSAGE_TABLES = re.compile(r"\bchat_(message|reaction|mention|vote|message_media|hidden)(_\d+)?\b")
# chat/migrations/0002_messages.py runs the store's SQL, and drops the tables on the way back.
ALLOWED = ("chat/store/", "chat/migrations/0002_messages.py")

HOT_COLUMNS = {
    "chat_conversation": {
        "last_seq",
        "position",
        "state_position",
        "last_activity_at",
        "changed_xid",
        "members_version",
    },
    "chat_participant": {"delivered_seq", "read_seq", "shown_read_seq", "pushed_seq", "last_sent_at", "changed_xid"},
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
