"""Large wrong input: the answer is small on every edge, names up to 20 wrong fields, and nobody is disturbed."""

from typing import Any

import httpx2
import orjson

from tests.chat.conftest import Talk
from tests.chat.refusals import message_to, problem
from tests.config.server.raw_socket import TEXT, RawSocket
from tests.harness.processes import WebProcess

JSON = {"Content-Type": "application/json"}
WIDE = {f"{number:x}": 0 for number in range(100_000)}
ANSWER_BYTES = 8_000


def require_short(errors: list[dict[str, str]]) -> None:
    assert 1 <= len(errors) <= 20
    assert all(len(wrong["field"]) <= 60 for wrong in errors)


async def test_the_answer_to_a_large_wrong_body_is_small(client: httpx2.AsyncClient, talk: Talk) -> None:
    device = {"name": "Phone", "platform": "ios"}
    for method, path, body in (
        ("POST", "auth/otp", WIDE),
        ("POST", "auth/otp", {"phone_number": "+4915212345678", "x" * 1_000_000: 1}),
        ("POST", "auth/verify", {"device": WIDE}),
        ("POST", "auth/verify", {"device": device | WIDE, "challenge_id": 1}),
        ("POST", "messages", message_to(talk, entities=[{}] * 150_000)),
        ("POST", "messages", message_to(talk, entities=[0] * 400_000)),
        ("POST", "messages", message_to(talk, entities=[WIDE])),
        ("POST", "messages", message_to(talk, mentions=["x"] * 150_000)),
        ("POST", "messages", message_to(talk, kind="poll", poll={"question": "?", "options": [0] * 400_000})),
        ("POST", "messages", message_to(talk, text="\x00" * 150_000)),
        ("POST", "groups", {"name": "Team", "member_ids": [[]] * 300_000}),
        ("PATCH", "users/me/privacy", WIDE),
    ):
        answer = await client.request(method, f"/api/v1/{path}", content=orjson.dumps(body), headers=JSON)
        require_short(problem(answer, 400, "invalid")["errors"])
        assert len(answer.content) < ANSWER_BYTES, (path, len(answer.content))
    await talk.goes_on()


async def test_the_answer_to_many_wrong_parameters_is_small(client: httpx2.AsyncClient, talk: Talk) -> None:
    for path in ("conversations", "sync"):
        names = [f"parameter_{number}" for number in range(900)]
        answer = await client.get(f"/api/v1/{path}?{'&'.join(names)}")
        require_short(problem(answer, 400, "invalid")["errors"])
        answer = await client.get(f"/api/v1/{path}?{'x' * 5_000}=1")
        require_short(problem(answer, 400, "invalid")["errors"])
    await talk.goes_on()


async def test_the_reply_to_a_large_wrong_command_is_small(web: list[WebProcess], talk: Talk) -> None:
    small = {f"{number:x}": 0 for number in range(6_000)}
    fields: tuple[dict[str, Any], ...] = (
        small,
        message_to(talk, entities=[{}] * 15_000),
        message_to(talk, entities=[small]),
        {"x" * 60_000: 1},
    )
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        for given in fields:
            frame = orjson.dumps({"id": 9, "type": "send_message"} | given)
            assert len(frame) <= 65_536
            await raw.send_frame(TEXT, frame)
            reply = await raw.update()
            assert (reply["id"], reply["error"]["code"]) == (9, "invalid")
            require_short(reply["error"]["errors"])
            assert len(orjson.dumps(reply)) < ANSWER_BYTES
    await talk.goes_on()
