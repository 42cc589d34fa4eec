"""Without Redis sign-in is refused and all other calls work. A lost broker loses no code."""

import time
from pathlib import Path

import redis
from typing_extensions import override

from common.ids import new_id
from ops.supervisor import commands
from tests.harness.people import new_phone_number, received_code, sign_in
from tests.harness.processes import ChildProcess
from tests.harness.rest import Rest

DEVICE = {"name": "Phone", "platform": "ios"}


async def test_without_redis_sign_in_is_closed_and_the_rest_is_open(start_stack):
    stack = start_stack(1, env={"RATE_LIMITS": "on"})
    alice = await sign_in(stack.web[0], new_phone_number())
    anybody = Rest(stack.web[0])
    stack.redis.stop()
    calls = (
        ("/auth/otp", {"phone_number": new_phone_number()}),
        ("/auth/verify", {"challenge_id": str(new_id()), "code": "123456", "device": DEVICE}),
    )
    for path, body in calls:
        began = time.monotonic()
        answer = await anybody.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert time.monotonic() - began < 3
    assert (await alice.rest.get("/users/me")).status_code == 200
    assert (await alice.rest.patch("/users/me", {"name": "alice"})).json()["name"] == "alice"
    second = (await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})).json()
    alice.rest.token = second["access"]
    assert (await alice.rest.post("/auth/logout")).status_code == 204
    assert (await alice.rest.get("/users/me")).status_code == 401
    stack.redis.start()
    bob = await sign_in(stack.web[0], new_phone_number())
    assert (await bob.rest.get("/users/me")).status_code == 200
    await anybody.close()
    await alice.leave()
    await bob.leave()


async def test_limits_hold_across_processes_and_are_in_the_headers(start_stack):
    stack = start_stack(2, env={"RATE_LIMITS": "on", "LIMIT_CODES_PER_NUMBER": "2/hour"})
    number = new_phone_number()
    clients = [Rest(process) for process in stack.web]
    first = await clients[0].post("/auth/otp", {"phone_number": number})
    assert '"codes_per_number-3600";r=1;' in first.headers["RateLimit"]
    assert '"codes_per_number-3600";q=2;w=3600' in first.headers["RateLimit-Policy"]
    second = await clients[1].post("/auth/otp", {"phone_number": number})
    assert second.status_code == 202
    for client in clients:
        refused = await client.post("/auth/otp", {"phone_number": number})
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert 0 < int(refused.headers["Retry-After"]) <= 3600
        assert '"codes_per_number-3600";r=0;' in refused.headers["RateLimit"]
        await client.close()


class BeatProcess(ChildProcess):
    """The process that queues periodic tasks."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__("beat", commands.beat(Path(environment["VAR_DIR"])), environment)

    @override
    def is_ready(self, log: str) -> bool:
        # It logs nothing when it is ready; the test waits for its effects.
        return True


async def test_a_code_lost_with_the_brokers_data_is_sent_anyway(start_stack):
    stack = start_stack(1, env={"OTP_REQUEUE_SECONDS": "1", "OTP_SWEEP_SECONDS": "1"})
    number = new_phone_number()
    rest = Rest(stack.web[0])
    challenge = (await rest.post("/auth/otp", {"phone_number": number})).json()
    with redis.from_url(stack.environment["REDIS_URL"]) as client:
        assert client.llen("default") == 1
        client.flushall()
    stack.worker.start()
    (stack.web[0].var_dir / "beat").mkdir(exist_ok=True)
    beat = BeatProcess(stack.environment)
    beat.start()
    try:
        sent = await received_code(stack.web[0], number)
    finally:
        beat.kill()
    body = {"challenge_id": challenge["challenge_id"], "code": sent, "device": DEVICE}
    assert (await rest.post("/auth/verify", body)).status_code == 200
    await rest.close()
