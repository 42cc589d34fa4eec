"""The minima of a large group are sent when they are due, even if the loop runs the timer too early by the clock."""

import asyncio
import time
from types import SimpleNamespace

import pytest
from django.test import override_settings

from chat.commit import receipts
from chat.commit.receipts import Receipts
from chat.models import ConversationReceipts, Participant
from common.bridge import in_thread
from tests.chat.in_process import append, new_group, new_user, rows, text_item
from tests.chat.loop import publishing

BEHIND_SECONDS = 0.03


@override_settings(LARGE_GROUP_MEMBERS=2, LARGE_GROUP_RECEIPT_SECONDS=0.05)
async def test_a_timer_that_runs_early_looks_again(monkeypatch: pytest.MonkeyPatch):
    people = [await in_thread(new_user) for _ in range(3)]
    group_id = await in_thread(lambda: new_group(*people))
    await in_thread(append, text_item(group_id, people[0]))
    await in_thread(lambda: ConversationReceipts.objects.create(conversation_id=group_id, changed_xid=0))
    all_read = {"read_seq": 1, "shown_read_seq": 1, "delivered_seq": 1}
    await in_thread(lambda: Participant.objects.filter(conversation_id=group_id).update(**all_read))
    async with publishing():
        mine = Receipts()
        mine.start()
        mine.touch(group_id, len(people))
        # From here on the clock is behind the loop's own clock.
        clock = SimpleNamespace(monotonic=lambda: time.monotonic() - BEHIND_SECONDS)
        monkeypatch.setattr(receipts, "time", clock)
        minima = "SELECT read_by_all_seq FROM chat_conversationreceipts WHERE conversation_id = %s"
        async with asyncio.timeout(10):
            while await in_thread(rows, minima, group_id) != [(1,)]:
                pass
        await mine.stop()
