"""The plan of a send that is made in an empty database, and kept while the tables grow."""

import re
from uuid import uuid4

import psycopg
from psycopg import sql

from chat.store.append import APPEND, AppendItem, append_parameters
from common.ids import new_id
from ops.bench.scratch import scratch_database

SCANS = re.compile(r"(Seq Scan|Index Scan using (\S+)|Index Only Scan using (\S+)) on (\w+) ?(\w*)")


def plan_of_a_send(url: str) -> str:
    """Return the plans of all statements of one chat_append, as auto_explain logs them."""
    plans: list[str] = []
    with psycopg.connect(url, autocommit=True) as session:
        session.add_notice_handler(lambda notice: plans.append(notice.message_primary or ""))
        session.execute("LOAD 'auto_explain'")
        for name, value in (
            ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_nested_statements", "on"),
            ("client_min_messages", "log"),
        ):
            session.execute(sql.SQL("SET {} = {}").format(sql.SQL(name), sql.Literal(value)))
        item = AppendItem(new_id(), new_id(), new_id(), uuid4(), b"digest", "text", "Hello")
        assert [row[1] for row in session.execute(APPEND, append_parameters([item]))] == ["not_found"]
    return "\n".join(plans)


def test_a_send_reads_by_key_before_there_are_statistics():
    with scratch_database() as url:
        plan = plan_of_a_send(url)
    scans = {(found[5] or found[4], found[2] or found[3] or found[1]) for found in SCANS.finditer(plan)}
    assert [scan for scan in scans if scan[1] == "Seq Scan"] == []
    repeats = {index for name, index in scans if name.startswith("existing")}
    assert len(repeats) == 10
    assert all(index.endswith("_conversation_id_sender_id_client_message_id_key") for index in repeats)
