"""What a hostile peer does to one server, each attack for some seconds: `python -m tests.hostile.attacks NAME SECONDS`.

A process of its own, so that what it costs the attacker is not measured as the server's. It reads an Aim as JSON from
its input and prints how often each status or close code was the answer.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from itertools import count
from typing import Any
from uuid import uuid4

import emoji
import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from tests.hostile.peers import ATTACKER, Aim, Answers, answer_of, api, client, flood, over_and_over, signed_in


async def unknown_keys(aim: Aim, until: float) -> Answers:
    """A body of 100,000 unknown keys, to a path that needs no sign-in."""
    body = orjson.dumps({f"k{number}": 0 for number in range(70_000)})
    async with client() as http:
        headers = {"Content-Type": "application/json"}

        async def act() -> str:
            return str((await http.post(api(aim, "/auth/otp"), content=body, headers=headers)).status_code)

        return await over_and_over(until, 4, act)


async def wrong_entities(aim: Aim, until: float) -> Answers:
    """A message with 150,000 empty entities, over REST and, as many as fit into a frame, over the socket."""
    message = {"conversation_id": aim.conversation_id, "client_message_id": str(uuid4()), "text": "a"}
    body = orjson.dumps(message | {"entities": [{}] * 150_000})
    frame = orjson.dumps({"id": 1, "type": "send_message", **message, "entities": [{}] * 21_000})
    async with client(aim.tokens[0]) as http:
        headers = {"Content-Type": "application/json"}

        async def post() -> str:
            return str((await http.post(api(aim, "/messages"), content=body, headers=headers)).status_code)

        posts = over_and_over(until, 2, post)
        frames = flood(aim, aim.tokens[1], until, lambda: frame)
        return sum(await asyncio.gather(posts, frames), Counter())


async def reactions(aim: Aim, until: float) -> Answers:
    """Twenty sockets that change the same row as often as they may."""

    def changes_of(first: int) -> Callable[[], bytes]:
        numbers = count(first)

        def change() -> bytes:
            number = next(numbers)
            command = {"id": number, "type": "react", "message_id": aim.message_id, "emoji": "👍"}
            return orjson.dumps(command | {"remove": number % 2 == 1})

        return change

    floods = (flood(aim, token, until, changes_of(number)) for number, token in enumerate(aim.tokens))
    return sum(await asyncio.gather(*floods), Counter())


async def one_for_all(aim: Aim, until: float) -> Answers:
    """One person holds 1,000 sockets and 300 long polls, sends over REST and makes groups as fast as it goes."""
    token = aim.tokens[0]
    held: list[ClientConnection] = []
    answers: Answers = Counter()

    async def hold() -> None:
        try:
            held.append(await signed_in(aim, token))
            answers[f"socket {await answer_of(held[-1], until)}"] += 1
        except (WebSocketException, OSError):
            answers["no socket"] += 1

    async with client(token) as http:
        since = (await http.get(api(aim, "/sync"))).json().get("cursor", "")

        async def poll() -> str:
            answer = await http.get(api(aim, "/sync"), params={"since": since, "wait": "25"})
            return f"poll {answer.status_code}"

        async def send() -> str:
            body = {"conversation_id": aim.conversation_id, "client_message_id": str(uuid4()), "text": "More"}
            return f"send {(await http.post(api(aim, '/messages'), json=body)).status_code}"

        async def group() -> str:
            return f"group {(await http.post(api(aim, '/groups'), json={'name': 'More'})).status_code}"

        for _ in range(20):
            await asyncio.gather(*(hold() for _ in range(50)))
        polls = asyncio.ensure_future(over_and_over(until, 300, poll))
        answers += sum(await asyncio.gather(over_and_over(until, 4, send), over_and_over(until, 2, group)), Counter())
        polls.cancel()
        with suppress(asyncio.CancelledError):
            await polls
        await asyncio.gather(*(socket.close() for socket in held))
    return answers


async def amplification(aim: Aim, until: float) -> Answers:
    """Many kinds of reactions on one message, long links in many short ones, and 32 pages of them at once."""
    token = aim.tokens[0]
    kinds = iter(emoji.EMOJI_DATA)
    entities = [
        {"type": "link", "offset": 0, "length": 1, "url": "https://a.example/" + "b" * 2000} for _ in range(100)
    ]
    async with client(token) as http:

        async def react() -> str:
            path = f"/messages/{aim.message_id}/reactions/{next(kinds)}"
            return f"react {(await http.put(api(aim, path), json={})).status_code}"

        async def send() -> str:
            body = {"conversation_id": aim.conversation_id, "client_message_id": str(uuid4()), "text": "a"}
            answer = await http.post(api(aim, "/messages"), json=body | {"entities": entities})
            return f"send {answer.status_code}"

        half = time.monotonic() + (until - time.monotonic()) / 2
        written = await asyncio.gather(over_and_over(half, 4, react), over_and_over(half, 4, send))
    pages = [changes(aim, token, until) for _ in range(32)]
    return sum([*written, *await asyncio.gather(*pages)], Counter())


async def changes(aim: Aim, token: str, until: float) -> Answers:
    command = {"id": 1, "type": "changes", "conversation_id": aim.conversation_id, "after": 0, "limit": 500}
    return await flood(aim, token, until, lambda: orjson.dumps(command))


async def slow_peers(aim: Aim, until: float) -> Answers:
    """200 connections that send a header byte by byte, and 30 that never read the large page they asked for."""
    answers: Answers = Counter()

    async def drip() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", aim.port, local_addr=(ATTACKER, 0))
        try:
            writer.write(b"GET /api/v1/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
            while time.monotonic() < until:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.5)  # slow on purpose
        except OSError:
            answers["dripping was cut"] += 1
        finally:
            writer.close()

    async def read_nothing() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", aim.port, local_addr=(ATTACKER, 0), limit=1024)
        head = f"GET /api/v1/conversations/{aim.conversation_id}/messages?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for _ in range(20):
            writer.write(f"{head}Authorization: Bearer {aim.tokens[0]}\r\n\r\n".encode())
        await asyncio.sleep(max(0, until - time.monotonic()))
        answers["held" if not writer.is_closing() else "was cut"] += 1
        writer.close()

    await asyncio.gather(*(drip() for _ in range(200)), *(read_nothing() for _ in range(30)), return_exceptions=True)
    return answers


async def against_signing_in(aim: Aim, until: float) -> Answers:
    """Ask for the victim's codes until that is refused, and guess at challenges of one's own."""
    async with client() as http:

        async def ask() -> str:
            answer = await http.post(api(aim, "/auth/otp"), json={"phone_number": aim.victim})
            if answer.status_code == 202:
                device = {"name": "Mine", "platform": "web"}
                guess = {"challenge_id": answer.json()["challenge_id"], "code": "000000", "device": device}
                for _ in range(20):
                    await http.post(api(aim, "/auth/verify"), json=guess)
            return f"code {answer.status_code}"

        return await over_and_over(until, 2, ask)


ATTACKS: dict[str, Callable[[Aim, float], Coroutine[Any, Any, Answers]]] = {
    "against_signing_in": against_signing_in,
    "unknown_keys": unknown_keys,
    "wrong_entities": wrong_entities,
    "reactions": reactions,
    "one_for_all": one_for_all,
    "amplification": amplification,
    "slow_peers": slow_peers,
}


if __name__ == "__main__":
    aim = Aim(**json.load(sys.stdin))
    print(dict(asyncio.run(ATTACKS[sys.argv[1]](aim, time.monotonic() + float(sys.argv[2])))))  # noqa: T201 - its output
