"""The rows that a send writes: the same in a group of ten thousand as between two people."""

from uuid import UUID

import psycopg
import pytest
from django.conf import settings

from chat.store.append import APPEND, append_parameters
from common.bridge import in_thread
from tests.chat.in_process import new_group, new_user, text_item, update

MEMBERS = """
INSERT INTO chat_participant (conversation_id, user_id, role, visible_seqs, joined_at, delivered_seq, read_seq,
                              shown_read_seq, pushed_seq, marked_unread, changed_xid)
SELECT %s, id, 0, '{[1,)}', now(), 0, 0, 0, 0, false, 3 FROM made"""

WRITTEN = """
SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
 WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY relname"""


def group_of(members: int) -> tuple[UUID, UUID]:
    """Make a group with so many members, all but the first by SQL; return the first member and the conversation."""
    first = new_user()
    conversation_id = new_group(first)
    with psycopg.connect(settings.DATABASE_URL) as session:
        session.execute(
            """CREATE TEMPORARY TABLE made ON COMMIT DROP AS WITH made AS (
                   INSERT INTO accounts_user (id, password, is_superuser, name, about, locale, is_staff, created_at,
                                              profile_xid, contacts_xid, blocks_xid, privacy_xid, devices_xid)
                   SELECT gen_random_uuid(), '', false, 'Member', '', '', false, now(), 0, 0, 0, 0, 0
                     FROM generate_series(2, %s) RETURNING id)
               SELECT id FROM made""",
            [members],
        )
        session.execute(MEMBERS, [conversation_id])
    update("chat_conversation", "participant_count = %s", "id = %s", members, conversation_id)
    return first, conversation_id


async def rows_of_a_send(members: int) -> list[tuple[str, int, int, int]]:
    """Return the tables to which a send writes, each with the number of inserted, updated and deleted rows."""
    first, conversation_id = await in_thread(group_of, members)
    async with await psycopg.AsyncConnection.connect(settings.DATABASE_URL) as session:
        await session.execute(APPEND, append_parameters([text_item(conversation_id, first)]))
        found = await (await session.execute(WRITTEN)).fetchall()
    # The message table has ten partitions. It does not matter which one gets the row.
    return sorted(("chat_message" if row[0].startswith("chat_message_") else row[0], *row[1:]) for row in found)


@pytest.mark.parametrize("members", [100, 10_000])
async def test_a_send_writes_the_same_rows_however_many_members_there_are(members: int):
    two = await rows_of_a_send(2)
    assert two == [("chat_conversation", 0, 1, 0), ("chat_message", 1, 0, 0), ("chat_participant", 0, 1, 0)]
    assert await rows_of_a_send(members) == two
