"""The named parts of chat_append: planned as part of its statement, made by a migration that can go back."""

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from chat.store.append import APPEND, append_parameters
from tests.chat.in_process import new_pair, outcomes, rows, system_item, text_item

BEFORE, AFTER = ("chat", "0004_feed"), ("chat", "0005_append_in_parts")
PARTS = ("chat_judge", "chat_slow_mode_wait")


def migrate(app: str, name: str) -> None:
    with connection.cursor() as cursor:
        # A migration cannot change a table whose rows of this transaction are still to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate([(app, name)])


def parts() -> set[str]:
    return {name for (name,) in rows("SELECT proname FROM pg_proc WHERE proname = ANY(%s)", list(PARTS))}


def is_in_parts() -> bool:
    [(source,)] = rows("SELECT prosrc FROM pg_proc WHERE proname = 'chat_append'")
    return all(name in source for name in PARTS)


def test_the_migration_goes_back_and_forth():
    with transaction.atomic():
        alice, bob, conversation_id = new_pair()
        for seen in (True, False, True):
            assert (parts() == set(PARTS)) is seen
            assert is_in_parts() is seen
            item = text_item(conversation_id, alice)
            assert outcomes(item, system_item(conversation_id, bob)) == ["fresh", "fresh"]
            assert outcomes(item) == ["committed"]
            migrate(*(BEFORE if seen else AFTER))
        transaction.set_rollback(True)


def test_the_parts_are_no_calls_when_a_batch_runs():
    alice, _, conversation_id = new_pair()
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as session:
        session.execute("SET track_functions = 'all'")
        session.execute(APPEND, append_parameters([text_item(conversation_id, alice)]))
        session.execute("SELECT pg_stat_force_next_flush()")
        counted = {name for (name,) in session.execute("SELECT funcname FROM pg_stat_user_functions")}
    assert "chat_append" in counted
    assert counted.isdisjoint(PARTS)
