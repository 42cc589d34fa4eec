"""A worker of the feed that dies at any moment: changes may come again, and none is skipped."""

import random
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import orjson

from chat.services import edit_message
from chat.wire.commands import EditMessage
from ops.supervisor.commands import ROOT
from tests.chat.feed.consuming import Recorder, accepted, stored
from tests.chat.in_process import append, new_pair, text_item

KILLS = 50
CONVERSATIONS = 20
BATCHES = 5


def talk(people: dict[UUID, UUID], dice: random.Random) -> None:
    """Send some messages, a few to each of some conversations, and edit some of them."""
    for _ in range(BATCHES):
        conversation_id = dice.choice(list(people))
        written = append(*(text_item(conversation_id, people[conversation_id], str(n)) for n in range(3)))
        message_id = orjson.loads(dice.choice(written).message or "")["id"]
        edit_message(people[conversation_id], EditMessage(message_id=message_id, text="edited"))


def test_nothing_is_skipped_when_its_worker_is_killed_fifty_times(tmp_path: Path):
    people = {conversation_id: alice for alice, _, conversation_id in (new_pair() for _ in range(CONVERSATIONS))}
    recorder, dice = Recorder(), random.Random(5)
    recorder.run()
    file = tmp_path / "handed.jsonl"
    command = [sys.executable, "tests/chat/feed/killed.py", str(file), recorder.consumer.name, str(KILLS)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None and worker.stdout is not None  # noqa: PT018
        for _ in range(KILLS):
            talk(people, dice)
            worker.stdin.write(b"\n")
            worker.stdin.flush()
            assert worker.stdout.readline() == b"killed\n"
        worker.communicate(b"\n")
    assert worker.returncode == 0
    pages = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    found = accepted((UUID(conversation_id), changes) for conversation_id, changes in pages)
    expected = stored(*people)
    assert {one: found.get(one, {}) for one in people} == expected
    assert sum(len(messages) for messages in expected.values()) == 3 * BATCHES * KILLS
