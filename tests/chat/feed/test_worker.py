"""The feed as it runs: a worker whose passes are started by what is published, or else by the clock."""

import time
from uuid import uuid4

import orjson

from ops.prove.feed import RECORDER
from tests.harness.stack import Stack
from tests.harness.types import NewPerson, StartStack

ENVIRONMENT = {"FEED_CONSUMERS": "ops.prove.feed.RECORDER", "METRICS_TOKEN": "a token for tests only"}
WAIT_SECONDS = 20.0


def handed(stack: Stack) -> list[tuple[int, str]]:
    """Return position and text of everything that the worker's consumer was handed."""
    lines = [
        orjson.loads(line)
        for file in (stack.servers.var_dir / "history").glob("feed-*.jsonl")
        for line in file.read_bytes().splitlines()
    ]
    assert all(line["event"] == "fed" for line in lines)
    return [
        (position, row[4]) for line in sorted(lines, key=lambda one: one["at"]) for position, row in line["changes"]
    ]


def wait_for_texts(stack: Stack, *texts: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not {text for _, text in handed(stack)} >= set(texts):
        assert time.monotonic() < deadline, handed(stack)
        time.sleep(0.02)  # between two looks at another process


async def test_what_is_published_reaches_the_consumer_without_the_clock(start_stack: StartStack, new_person: NewPerson):
    stack = start_stack(1, env=ENVIRONMENT, worker=True)
    alice, bob = await new_person("alice", stack.web[0]), await new_person("bob", stack.web[0])

    async def send(text: str) -> str:
        body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": text}
        return str((await alice.rest.post("/messages", body)).json()["id"])

    message_id = await send("first")
    wait_for_texts(stack, "first")
    await alice.rest.patch(f"/messages/{message_id}", {"text": "edited"})
    wait_for_texts(stack, "edited")
    answer = await alice.rest.client.get(
        f"{stack.web[0].url}/metrics", headers={"Authorization": f"Bearer {ENVIRONMENT['METRICS_TOKEN']}"}
    )
    assert f'parley_feed_lag_seconds{{consumer="{RECORDER.name}"}} 0.0' in answer.text
    assert handed(stack) == [(1, "first"), (2, "edited")]
