"""docs/quickstart.md does what it says, and what it shows holds for more than a few messages."""

import asyncio
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from tests.harness.people import Person, new_phone_number
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.servers import clean_environment
from tests.harness.sockets import WAIT_SECONDS, SocketClient
from tests.harness.types import NewPerson

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "quickstart.md").read_text()
BLOCKS = re.findall(r"^```(\w.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EACH_WAY, REPEATED = 100, 10
# For frames that overtook each other. A client pulls the changes after 100 ms; a busy machine of tests gets more.
OVERTAKING_SECONDS = 2.0


async def run_blocks(web: list[WebProcess]) -> list[str]:
    """Run the page's shell blocks in one shell, as somebody would who copies them; return what each wrote."""
    commands = [text for kind, text in BLOCKS if kind == "sh"]
    script = "\nprintf '\\036'\n".join(commands)
    where = {
        "PARLEY": web[0].url,
        "SECOND": web[1].url,
        "VAR_DIR": str(web[0].var_dir),
        "ALICE_NUMBER": new_phone_number(),
        "BOB_NUMBER": new_phone_number(),
    }
    shell = await asyncio.create_subprocess_exec(
        *("sh", "-eu", "-c", script),
        cwd=ROOT,
        env=clean_environment(where),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    written, wrong = await asyncio.wait_for(shell.communicate(), 60)
    assert (shell.returncode, wrong.decode()) == (0, ""), written.decode()
    outputs = written.decode().split("\x1e")
    assert len(outputs) == len(commands)
    return outputs


async def test_the_page_does_what_it_says(web: list[WebProcess]) -> None:
    _, _, profile, live, history, sends = await run_blocks(web)
    assert orjson.loads(profile)["name"] == "Alice"
    said = [f"{name} says {number}" for number in (1, 2, 3) for name in ("Alice", "Bob")]
    first, second, *seen = live.splitlines()
    assert '"user_id"' in first
    assert '"user_id"' in second
    assert seen == [
        f"{name} sees message {seq}: {text}" for seq, text in enumerate(said, 1) for name in ("Alice", "Bob")
    ]
    assert [message["text"] for message in orjson.loads(history)["results"]] == said
    statuses = re.findall(r"^\d{3}$", sends, re.MULTILINE)
    messages = [orjson.loads(line) for line in sends.splitlines() if line.startswith("{")]
    assert statuses == ["201", "200", "200"]
    assert [message["seq"] for message in messages] == [7, 7, 7]
    assert messages[0] == messages[1] == messages[2]


def test_the_page_starts_parley_as_the_makefile_has_it() -> None:
    [start] = [text for kind, text in BLOCKS if kind == "sh start"]
    assert start == "WEB_PROCESSES=2 make run\n"
    assert re.search(r"^run:", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {kind for kind, _ in BLOCKS} == {"sh", "sh start", "text"}


class Window:
    """What a client shows: a change at position own + 1 is applied, a later one waits for those it overtook."""

    def __init__(self, socket: SocketClient) -> None:
        self.socket = socket
        self.messages: list[dict[str, Any]] = []
        self.early: dict[int, dict[str, Any]] = {}

    async def next_message(self) -> dict[str, Any]:
        """Return the next message in order; fail if the one it overtook does not come soon."""
        while (position := len(self.messages) + 1) not in self.early:
            seconds = OVERTAKING_SECONDS if self.early else WAIT_SECONDS
            change = await self.socket.next_update("change", timeout=seconds)
            self.early[change["position"]] = change["message"]
        self.messages.append(self.early.pop(position))
        return self.messages[-1]


async def test_two_people_on_two_processes_exchange_a_hundred_messages_each_way(
    web: list[WebProcess], new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    bodies: dict[str, dict[str, Any]] = {}
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        windows = [Window(a), Window(b)]

        async def talk(socket: SocketClient, name: str, to: str) -> list[dict[str, Any]]:
            sent = []
            for number in range(EACH_WAY):
                body = {"recipient_id": to, "client_message_id": str(uuid4()), "text": f"{name} {number}"}
                sent.append((await socket.command("send_message", **body))["message"])
                bodies[sent[-1]["id"]] = body
            return sent

        async def listen(window: Window) -> None:
            for _ in range(2 * EACH_WAY):
                await window.next_message()

        of_alice, of_bob, *_ = await asyncio.gather(
            talk(a, "Alice", str(bob.id)), talk(b, "Bob", str(alice.id)), *map(listen, windows)
        )
        assert windows[0].messages == windows[1].messages
        assert len(changes(a)) == len(changes(b)) == 2 * EACH_WAY
        shown = windows[1].messages
        assert [message["seq"] for message in shown] == list(range(1, 2 * EACH_WAY + 1))
        for person, sent, name in ((alice, of_alice, "Alice"), (bob, of_bob, "Bob")):
            own = [message for message in shown if message["sender_id"] == str(person.id)]
            assert [message["id"] for message in own] == [message["id"] for message in sent]
            assert [message["text"] for message in own] == [f"{name} {number}" for number in range(EACH_WAY)]
            assert [message["id"] for message in await read_back(person, shown[0]["conversation_id"])] == [
                message["id"] for message in shown
            ]
        await send_again(alice.rest_at(web[1]), a, of_alice[:: EACH_WAY // REPEATED], bodies)
        # Nothing came of it but the same messages.
        assert len(changes(a)) == len(changes(b)) == 2 * EACH_WAY
    [conversation] = (await bob.rest.get("/conversations")).json()["results"]
    assert (conversation["last_seq"], conversation["position"]) == (2 * EACH_WAY, 2 * EACH_WAY)


def changes(socket: SocketClient) -> list[dict[str, Any]]:
    """Return the changes that came; a poll's `head` may stand between them."""
    return [update for update in socket.updates if update["update"] == "change"]


async def read_back(person: Person, conversation_id: str) -> list[dict[str, Any]]:
    """Return a whole conversation as REST has it, page by page."""
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"after_seq": 0, "limit": 100}
    while query:
        page = (await person.rest.get(f"/conversations/{conversation_id}/messages", params=query)).json()
        found += page["results"]
        query = {"cursor": page["next"], "limit": 100} if page["next"] else {}
    return found


async def send_again(
    rest: Rest, socket: SocketClient, messages: list[dict[str, Any]], bodies: dict[str, dict[str, Any]]
) -> None:
    """Send messages once more, on the socket and through REST at the other process, and get the same ones."""
    assert len(messages) == REPEATED
    for message in messages:
        body = bodies[message["id"]]
        answer = await rest.post("/messages", body)
        assert answer.status_code == 200
        for again in (answer.json(), (await socket.command("send_message", **body))["message"]):
            # The tick may have moved since: who answers has read.
            assert {**again, "status": None} == {**message, "status": None}
