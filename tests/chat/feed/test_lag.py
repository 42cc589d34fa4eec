"""What operators see of the feed and can do: its lag, `manage.py feed`, and settings that name no consumer."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import override_settings

from chat.feed.consumers import Consumer, consumers
from chat.feed.lag import lags, measure_lags
from chat.feed.passes import run_passes
from chat.metrics import FEED_LAG
from common.bridge import wait_for
from common.database import close_pool
from tests.chat.feed.consuming import Recorder
from tests.chat.in_process import append, new_pair, rows, text_item

RECORDER = Recorder()
CONSUMER = RECORDER.consumer
PATH = f"{__name__}.CONSUMER"


@pytest.fixture(autouse=True)
def only_consumer() -> Iterator[None]:
    with override_settings(FEED_CONSUMERS=[PATH]):
        yield
    # The pool of the loop on which wait_for runs: other tests open one on loops of their own.
    wait_for(close_pool())


def printed(*arguments: str) -> str:
    output = StringIO()
    call_command("feed", *arguments, stdout=output)
    return output.getvalue()


def test_the_lag_is_the_age_of_the_last_pass_until_everything_was_handled():
    alice, _, conversation_id = new_pair()
    run_passes()
    append(text_item(conversation_id, alice))
    name = CONSUMER.name
    rows("UPDATE chat_feed_slot SET snapshot_at = now() - interval '1 hour' WHERE consumer = %s RETURNING 1", name)
    [lag] = wait_for(lags())
    assert (lag.consumer, lag.rebuilding) == (name, False)
    assert 3600 <= lag.seconds < 3700
    wait_for(measure_lags())
    assert FEED_LAG.labels(name)._value.get() >= 3600
    assert f"{name}: 36" in printed()
    run_passes()
    [lag] = wait_for(lags())
    assert lag.seconds < 60
    assert RECORDER.positions(conversation_id) == [1]


def test_a_rebuild_hands_over_everything_again():
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice), text_item(conversation_id, alice))
    run_passes()
    RECORDER.pages.clear()
    assert f"{CONSUMER.name}: " in printed("--rebuild", CONSUMER.name)
    assert RECORDER.positions(conversation_id) == [1, 2]
    assert "been through" not in printed()


def test_a_rebuild_of_a_consumer_that_nobody_named_is_refused():
    with pytest.raises(CommandError, match=f"names no consumer search; it names: {CONSUMER.name}"):
        printed("--rebuild", "search")


def test_without_consumers_there_is_nothing_to_do():
    with override_settings(FEED_CONSUMERS=[]):
        assert run_passes() == []
        assert printed() == "There is no consumer.\n"
        assert wait_for(lags()) == []


@pytest.mark.parametrize("path", ["nowhere.CONSUMER", f"{__name__}.printed"])
def test_a_setting_that_names_no_consumer_is_explained(path: str):
    with override_settings(FEED_CONSUMERS=[path]), pytest.raises(ImproperlyConfigured, match="FEED_CONSUMERS: "):
        consumers()


def test_two_consumers_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(globals(), "SECOND", Consumer(CONSUMER.name, RECORDER.handle))
    with (
        override_settings(FEED_CONSUMERS=[PATH, f"{__name__}.SECOND"]),
        pytest.raises(ImproperlyConfigured, match="the same name"),
    ):
        consumers()


def test_work_that_takes_too_long_is_left_to_the_next_task():
    alice, _, conversation_id = new_pair()
    run_passes()
    append(*(text_item(conversation_id, alice) for _ in range(5)))
    RECORDER.pages.clear()
    with override_settings(FEED_PAGE_CHANGES=2):
        assert len(run_passes(seconds=-1)) == 1
        assert RECORDER.positions(conversation_id) == [1, 2]
        assert run_passes() == []
    assert RECORDER.positions(conversation_id) == [1, 2, 3, 4, 5]
