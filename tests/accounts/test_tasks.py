"""A worker sends codes through a gateway that fails."""

import asyncio

import pytest

from tests.accounts.sms.gateway import running_gateway
from tests.harness.people import new_phone_number
from tests.harness.rest import Rest


@pytest.fixture
def gateway():
    with running_gateway() as server:
        yield server


@pytest.fixture
async def sending(gateway, start_stack):
    """A stack whose worker uses the gateway."""
    stack = start_stack(
        1,
        env={"SMS_PROVIDER": "http", "SMS_HTTP_URL": gateway.url, "SMS_HTTP_TIMEOUT_SECONDS": "0.5"},
        worker=True,
    )
    rest = Rest(stack.web[0])
    yield rest
    await rest.close()


async def arrived(gateway, number, count):
    """Wait until the gateway has got `count` requests for this number."""
    async with asyncio.timeout(20):
        while len([body for _, _, body in gateway.taken if body["to"] == number]) < count:  # noqa: ASYNC110 - a thread
            await asyncio.sleep(0.05)


async def test_a_code_gets_through_a_gateway_that_fails_hangs_and_is_busy(gateway, sending):
    gateway.first = (500, None, 429)
    gateway.headers = {"Retry-After": "1"}
    number = new_phone_number()
    await sending.post("/auth/otp", {"phone_number": number})
    await arrived(gateway, number, 4)
    texts = {body["text"] for _, _, body in gateway.taken}
    assert len(texts) == 1
