"""People of tests: each signs up for real, with a number of their own, so that tests never meet each other."""

import asyncio
import json
import random
import time
from typing import Any
from uuid import UUID

import phonenumbers

from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.sockets import Connecting, SocketClient, open_socket

CODE_SECONDS = 15.0
# Not the global one, which hypothesis seeds anew for each example: all of them would get the same people.
dice = random.SystemRandom()


def new_phone_number() -> str:
    """Return a valid mobile number (E.164) that no other test has."""
    while True:
        number = f"+4915{dice.choice('12579')}{dice.randrange(10**8):08}"
        if phonenumbers.is_valid_number(phonenumbers.parse(number)):
            return number


async def received_code(process: WebProcess, phone_number: str, after: int = 0) -> str:
    """Return the newest code sent to a number, waiting for it; `after` messages to it are old ones."""
    file = process.var_dir / "dev" / "sms.jsonl"
    deadline = time.monotonic() + CODE_SECONDS
    while time.monotonic() < deadline:
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        # Who reads in the middle of a write may meet half a line.
        whole = (json.loads(line) for line in lines if line.endswith("\n"))
        sent = [line for line in whole if line["to"] == phone_number]
        if len(sent) > after:
            return str(sent[-1]["code"])
        await asyncio.sleep(0.02)
    raise AssertionError(f"no code was sent within {CODE_SECONDS} s")


class Person:
    """Somebody signed in on one device. `rest` calls the process they signed up at."""

    def __init__(self, process: WebProcess, phone_number: str, answer: dict[str, Any]) -> None:
        self.process = process
        self.phone_number = phone_number
        self.id = UUID(answer["user"]["id"])
        self.device_id = UUID(answer["device"]["id"])
        self.access: str = answer["access"]
        self.refresh: str | None = answer.get("refresh")
        self.rest = Rest(process, self.access)
        self.clients = [self.rest]
        self.sockets: list[SocketClient] = []

    def rest_at(self, process: WebProcess) -> Rest:
        """Return a client that calls another process as this person."""
        self.clients.append(Rest(process, self.access))
        return self.clients[-1]

    def connect(self, process: WebProcess | None = None, **options: Any) -> Connecting:
        """Open a socket and authenticate: `await` it or use `async with`."""

        async def opening() -> SocketClient:
            client = await open_socket((process or self.process).ws_url, self.access, **options)
            self.sockets.append(client)
            return client

        return Connecting(opening)

    async def sign_in_again(self, process: WebProcess | None = None) -> "Person":
        """Sign in on one more device."""
        person = await sign_in(process or self.process, self.phone_number)
        self.clients += person.clients
        person.clients, person.sockets = self.clients, self.sockets
        return person

    async def leave(self) -> None:
        """Close everything that is open."""
        for socket in self.sockets:
            await socket.close()
        for client in self.clients:
            await client.close()


async def sign_in(process: WebProcess, phone_number: str) -> Person:
    """Go through /auth/otp and /auth/verify with the code that was sent."""
    rest = Rest(process)
    file = process.var_dir / "dev" / "sms.jsonl"
    before = sum(f'"{phone_number}"' in line for line in file.read_text().splitlines()) if file.exists() else 0
    challenge = (await rest.post("/auth/otp", {"phone_number": phone_number})).json()
    code = await received_code(process, phone_number, after=before)
    device = {"name": "Test device", "platform": "web"}
    answer = await rest.post(
        "/auth/verify", {"challenge_id": challenge["challenge_id"], "code": code, "device": device}
    )
    await rest.close()
    assert answer.status_code == 200, answer.text
    return Person(process, phone_number, answer.json())


async def sign_up(process: WebProcess, name: str) -> Person:
    """Return a new person with this name."""
    person = await sign_in(process, new_phone_number())
    answer = await person.rest.patch("/users/me", {"name": name})
    assert answer.status_code == 200, answer.text
    return person
