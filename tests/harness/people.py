"""People of tests: each is new, with a number of their own, so that tests never meet each other."""

import asyncio
import json
import random
import time
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import phonenumbers

from accounts import otp
from common.bridge import in_thread
from tests.harness.accounts import make_account
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


class Sent:
    """The text messages that a worker wrote to a file; each look reads only what is new."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.read_bytes = 0
        self.codes: dict[str, list[str]] = defaultdict(list)

    def to(self, phone_number: str) -> list[str]:
        """Return the codes sent to a number so far."""
        if self.file.exists():
            with self.file.open("rb") as file:
                file.seek(self.read_bytes)
                # The last line may be half written.
                whole, end, _ = file.read().rpartition(b"\n")
            self.read_bytes += len(whole + end)
            for line in whole.splitlines():
                message = json.loads(line)
                self.codes[message["to"]].append(str(message["code"]))
        return self.codes[phone_number]


@cache
def sent_by(var_dir: Path) -> Sent:
    return Sent(var_dir / "dev" / "sms.jsonl")


async def received_code(process: WebProcess, phone_number: str) -> str:
    """Return the newest code sent to a number, waiting for one."""
    deadline = time.monotonic() + CODE_SECONDS
    while time.monotonic() < deadline:
        if codes := sent_by(process.var_dir).to(phone_number):
            return codes[-1]
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
    """Go through /auth/otp and /auth/verify. No worker has to send the code: it is derived as the process does it."""
    rest = Rest(process)
    challenge = (await rest.post("/auth/otp", {"phone_number": phone_number})).json()
    code = otp.code_of(UUID(challenge["challenge_id"]))
    device = {"name": "Test device", "platform": "web"}
    answer = await rest.post(
        "/auth/verify", {"challenge_id": challenge["challenge_id"], "code": code, "device": device}
    )
    await rest.close()
    assert answer.status_code == 200, answer.text
    return Person(process, phone_number, answer.json())


async def sign_up(process: WebProcess, name: str) -> Person:
    """Return a new person with this name, who is signed in."""
    phone_number = new_phone_number()
    answer = await in_thread(make_account, process.environment["DATABASE_URL"], phone_number, name)
    return Person(process, phone_number, answer)
