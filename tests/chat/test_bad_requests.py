"""Bodies that are wrong: a documented 4xx as problem+json, never a 5xx, and nothing written."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import orjson

from config.settings.api import API_BODY_BYTES
from tests.chat.conftest import Talk
from tests.chat.refusals import message_to, problem, wrong_fields

JSON = {"Content-Type": "application/json"}

MALFORMED = {
    "nothing but space": b" ",
    "not JSON": b"hello",
    "cut short": b'{"text": "Hel',
    "two values": b"{} {}",
    "a trailing comma": b'{"text": "Hi",}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "bad UTF-8": b'{"text": "\xff"}',
    "UTF-16": "{}".encode("utf-16"),
    "NaN": b'{"seq": NaN}',
    "infinity": b'{"seq": -Infinity}',
    "1e999": b'{"seq": 1e999}',
    "a lone surrogate": b'{"text": "\\ud800"}',
    "a raw control character": b'{"text": "\n"}',
    "100,000 lists": b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "100,000 open lists": b"[" * 100_000,
}


async def test_a_body_that_is_not_json_is_malformed(client: httpx2.AsyncClient, talk: Talk) -> None:
    for path in ("/api/v1/messages", "/api/v1/conversations", "/api/v1/auth/otp"):
        for content in MALFORMED.values():
            problem(await client.post(path, content=content, headers=JSON), 400, "malformed_json")
    await talk.goes_on()


async def test_a_body_with_many_levels_is_refused_with_an_idempotency_key_too(
    client: httpx2.AsyncClient, talk: Talk
) -> None:
    for levels in (100, 254, 255, 500, 1_000, 1_023, 1_024, 2_000):
        for left, right in ((b"[", b"]"), (b'{"a":', b"}")):
            content = b'{"user_id": ' + left * (levels - 1) + b"1" + right * (levels - 1) + b"}"
            for headers in (JSON, JSON | {"Idempotency-Key": f"{levels}"}):
                for path in ("conversations", "groups", f"groups/{uuid4()}/members", "join/x", "messages"):
                    answer = await client.post(f"/api/v1/{path}", content=content, headers=headers)
                    assert 400 <= answer.status_code < 500, (path, levels, answer.status_code)
                    assert answer.json()["code"] in {"malformed_json", "invalid", "not_found"}
    await talk.goes_on()


async def test_a_body_that_is_not_an_object_is_refused(client: httpx2.AsyncClient) -> None:
    for path in ("/api/v1/messages", "/api/v1/conversations", "/api/v1/auth/otp"):
        for content in (b"[]", b"[{}]", b"null", b'"text"', b"1", b"true"):
            answer = await client.post(path, content=content, headers=JSON)
            assert wrong_fields(answer) == {"": "wrong_type"}, (path, content)


async def test_an_absent_body_is_an_empty_object(client: httpx2.AsyncClient) -> None:
    assert wrong_fields(await client.post("/api/v1/conversations")) == {"user_id": "required"}
    assert wrong_fields(await client.post("/api/v1/conversations", json={})) == {"user_id": "required"}
    assert {"client_message_id"} <= wrong_fields(await client.post("/api/v1/messages")).keys()


async def test_fields_of_a_message(client: httpx2.AsyncClient, talk: Talk) -> None:
    for changes, field, code in (
        ({"recipient_id": "no"}, "recipient_id", "wrong_type"),
        ({"recipient_id": 1}, "recipient_id", "wrong_type"),
        ({"conversation_id": {}}, "conversation_id", "wrong_type"),
        ({"client_message_id": None}, "client_message_id", "wrong_type"),
        ({"text": "Hi\x00"}, "text", "nul_character"),
        ({"text": "\U0001f600" * 4097}, "text", "too_long"),
        ({"text": 1}, "text", "wrong_type"),
        ({"kind": "shout"}, "kind", "not_a_choice"),
        ({"id": 1}, "id", "unknown_field"),
        ({"type": "send_message"}, "type", "unknown_field"),
        ({"reply_to_seq": 1.0}, "reply_to_seq", "wrong_type"),
        ({"reply_to_seq": True}, "reply_to_seq", "wrong_type"),
        ({"reply_to_seq": "1"}, "reply_to_seq", "wrong_type"),
        ({"reply_to_seq": -1}, "reply_to_seq", "out_of_range"),
        ({"reply_to_seq": 2**63}, "reply_to_seq", "out_of_range"),
        ({"reply_to_seq": 999}, "reply_to_seq", "unknown_message"),
        ({"conversation_id": talk.conversation_id}, "", "wrong_value"),
        ({"recipient_id": None}, "", "wrong_value"),
    ):
        wrong = wrong_fields(await client.post("/api/v1/messages", json=message_to(talk, **changes)))
        assert wrong.get(field) == code, changes
    await talk.goes_on()


async def test_fields_of_a_conversation(client: httpx2.AsyncClient) -> None:
    no_ids: list[Any] = [None, 1, True, [], {}, "", "no", f"{uuid4()}\x00", f"{{{uuid4()}}}"]
    for value in no_ids:
        answer = await client.post("/api/v1/conversations", json={"user_id": value})
        assert wrong_fields(answer) == {"user_id": "wrong_type"}, value
    answer = await client.post("/api/v1/conversations", json={"user_id": str(uuid4()), "user_ids": []})
    assert wrong_fields(answer) == {"user_ids": "unknown_field"}


async def test_the_last_of_two_equal_names_counts(client: httpx2.AsyncClient, talk: Talk) -> None:
    content = orjson.dumps(message_to(talk))[:-1] + b', "text": "the last"}'
    answer = await client.post("/api/v1/messages", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["text"]) == (201, "the last")
    await talk.heard(answer.json())


async def test_only_json_is_accepted(client: httpx2.AsyncClient, talk: Talk) -> None:
    content = orjson.dumps(message_to(talk))
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonx",
        "x",
        "",
    ):
        answer = await client.post("/api/v1/messages", content=content, headers={"Content-Type": kind})
        problem(answer, 415, "unsupported_media_type")
    problem(await client.post("/api/v1/messages", content=content), 415, "unsupported_media_type")
    headers = {"Content-Type": "Application/JSON; charset=UTF-8"}
    answer = await client.post("/api/v1/messages", content=content, headers=headers)
    assert answer.status_code == 201
    await talk.heard(answer.json())


async def test_only_json_is_answered(client: httpx2.AsyncClient) -> None:
    problem(await client.get("/api/v1/conversations", headers={"Accept": "text/html"}), 406, "not_acceptable")
    for accepted in ("*/*", "application/json", "text/html, application/*;q=0.1"):
        assert (await client.get("/api/v1/conversations", headers={"Accept": accepted})).status_code == 200


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """A body without a Content-Length."""
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


async def test_a_body_may_have_1_mib_and_not_a_byte_more(client: httpx2.AsyncClient, talk: Talk) -> None:
    for sent in (lambda content: content, pieces):
        good = orjson.dumps(message_to(talk)).ljust(API_BODY_BYTES)
        answer = await client.post("/api/v1/messages", content=sent(good), headers=JSON)
        assert answer.status_code == 201
        await talk.heard(answer.json())
        bad = orjson.dumps(message_to(talk)).ljust(API_BODY_BYTES + 1)
        problem(await client.post("/api/v1/messages", content=sent(bad), headers=JSON), 413, "too_large")
    await talk.goes_on()
