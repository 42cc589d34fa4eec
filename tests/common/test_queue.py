"""Queueing a task: what the broker gets, and what happens without one."""

import asyncio
import base64
import json
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from celery import current_app
from celery.exceptions import QueueNotFound
from django.conf import settings

from accounts.models import OtpChallenge
from common.bridge import in_thread
from common.clock import now
from common.ids import new_id
from common.queue import enqueue
from tests.harness.people import new_phone_number

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "chat", "common", "config", "delivery", "groups", "media", "ops", "presence")
QUEUEING = re.compile(r"\b(send_task|delay|apply_async)\(")
# No worker of the tests takes anything from this database of the session's Valkey.
DATABASE = 7


@pytest.fixture
def broker(monkeypatch):
    """Queue into a database of its own, and return the client that reads it."""
    url = settings.CELERY_BROKER_URL
    monkeypatch.setitem(current_app.conf, "broker_write_url", f"{url}?virtual_host={DATABASE}")
    with redis.from_url(settings.REDIS_URL, db=DATABASE) as client:
        client.flushdb()
        yield client
        client.flushdb()


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.setitem(current_app.conf, "broker_write_url", f"redis+socket://{tmp_path}/none.sock")


def queued(broker, queue):
    """Return the task and the arguments of each message in a queue, the oldest first."""
    messages = [json.loads(raw) for raw in reversed(broker.lrange(queue, 0, -1))]
    return [(one["headers"]["task"], json.loads(base64.b64decode(one["body"]))[0]) for one in messages]


@pytest.mark.parametrize("queue", ["default", "push", "media"])
def test_a_task_reaches_its_queue_with_ids_that_are_json(broker, queue):
    one, other = new_id(), new_id()
    assert enqueue(queue, "tests.first", one, one, 7, "seven")
    assert enqueue(queue, "tests.second", str(one), other)
    assert queued(broker, queue) == [("tests.first", [str(one), 7, "seven"]), ("tests.second", [str(other)])]


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("queue", ["default", "push", "media"])
async def test_the_worker_takes_from_every_queue(queue):
    challenge = await in_thread(open_challenge)
    assert enqueue(queue, "accounts.tasks.send_code", challenge.id, challenge.id)
    async with asyncio.timeout(20):
        while challenge.sent_at is None:
            await asyncio.sleep(0.02)
            await in_thread(challenge.refresh_from_db)


def open_challenge():
    moment = now()
    return OtpChallenge.objects.create(
        phone_number=new_phone_number(),
        code_hash=b"",
        attempts_left=5,
        expires_at=moment + timedelta(minutes=10),
        queued_at=moment,
    )


def test_a_queue_that_no_worker_takes_from_is_refused(broker):
    with pytest.raises(QueueNotFound):
        enqueue("defualt", "tests.first", new_id())
    assert broker.keys("defualt") == []


def test_an_outage_of_the_broker_is_logged_once_and_raises_nothing(nowhere, caplog, request):
    caplog.set_level("INFO", "common.queue")
    began = time.monotonic()
    assert [enqueue("default", "tests.first", new_id()) for _ in range(20)] == [False] * 20
    assert time.monotonic() - began < settings.REDIS_TIMEOUT_SECONDS
    request.getfixturevalue("broker")
    assert enqueue("default", "tests.first", new_id())
    assert enqueue("default", "tests.first", new_id())
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_nothing_else_queues_a_task():
    queueing = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if QUEUEING.search(path.read_text())
    }
    assert queueing == {"common/queue.py"}
