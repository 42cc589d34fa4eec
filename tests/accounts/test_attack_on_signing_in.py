"""While somebody asks for codes of a number and guesses them, the number's owner signs in, with the default limits."""

import asyncio
from collections.abc import Iterator
from uuid import UUID

import httpx2
import pytest

from accounts import otp
from common.ids import new_id
from ops.stage.raised import RAISED_LIMITS
from tests.harness.people import new_phone_number
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.servers import Servers

DEVICE = {"name": "Phone", "platform": "ios"}


@pytest.fixture(scope="module")
def guarded(servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """A process with the default limits, behind a proxy. A number may ask for a code each second."""
    defaults = {name: value for name, value in servers.environment.items() if name not in RAISED_LIMITS}
    process = WebProcess(defaults | {"TRUSTED_PROXIES": "1", "OTP_RESEND_SECONDS": "1"})
    try:
        process.start()
        yield process
    finally:
        process.kill()


class Caller:
    """Somebody at one address."""

    def __init__(self, process: WebProcess, address: str) -> None:
        self.rest, self.headers = Rest(process), {"X-Forwarded-For": address}

    async def ask(self, number: str) -> httpx2.Response:
        return await self.rest.post("/auth/otp", {"phone_number": number}, headers=self.headers)

    async def try_code(self, challenge_id: str, code: str) -> httpx2.Response:
        body = {"challenge_id": challenge_id, "code": code, "device": DEVICE}
        return await self.rest.post("/auth/verify", body, headers=self.headers)


def right_code(challenge_id: str, off_by: int = 0) -> str:
    return f"{(int(otp.code_of(UUID(challenge_id))) + off_by) % 10**6:06}"


async def challenge_of(caller: Caller, number: str) -> str | None:
    """Ask for a code, as often as the server says that it is possible within a second; None when it says later."""
    while True:
        answer = await caller.ask(number)
        if answer.status_code == 202:
            return str(answer.json()["challenge_id"])
        wait_seconds = int(answer.headers["Retry-After"])
        if wait_seconds > 1:
            return None
        await asyncio.sleep(wait_seconds)


async def attack(caller: Caller, number: str) -> list[str]:
    """Ask for as many codes of a number as possible, and guess as often as possible at each of them."""
    answers: list[str] = []
    while (challenge_id := await challenge_of(caller, number)) is not None:
        tried = [await caller.try_code(challenge_id, right_code(challenge_id, off_by)) for off_by in range(1, 8)]
        answers += [answer.json()["code"] for answer in tried]
    return answers


@pytest.mark.parametrize("kind", ["ipv4", "ipv6"])
async def test_the_owner_of_a_number_signs_in_during_an_attack(guarded: WebProcess, kind: str) -> None:
    number, place = new_phone_number(), new_id().int
    here = f"10.{place & 255}.{place >> 8 & 255}.1" if kind == "ipv4" else f"2001:db8:{place & 0xFFFF:x}:1::1"
    attacker, owner = (
        Caller(guarded, address) for address in (here, f"172.16.{place >> 16 & 255}.{place >> 24 & 255}")
    )
    try:
        answers = await attack(attacker, number)
        assert set(answers) <= {"invalid_code", "challenge_spent", "rate_limited"}
        assert answers.count("invalid_code") == 20
        challenge_id = await challenge_of(owner, number)
        assert challenge_id is not None
        mistyped = await owner.try_code(challenge_id, right_code(challenge_id, 1))
        assert mistyped.json()["code"] == "rate_limited"
        assert (await owner.try_code(challenge_id, right_code(challenge_id))).status_code == 200
    finally:
        await attacker.rest.close()
        await owner.rest.close()
