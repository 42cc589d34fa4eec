"""Commands with wrong fields: each gets an error that names the field, the socket stays and nothing is written."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chat.wire.commands import COMMANDS
from common.errors import CODES
from common.parsing import MAX_SEQ
from tests.chat.conftest import Talk
from tests.config.server.raw_socket import TEXT, RawSocket
from tests.harness.answers import ErrorReply
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError, SocketClient

ERRORS_PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
DOCUMENTED = set(re.findall(r"^\| `(\w+)` \|", ERRORS_PAGE.read_text(), re.MULTILINE))
WRONG_VALUES: list[Any] = [1.5, -1, True, [[]], {"a": 1}, "\x00", "x" * 5000]
NO_IDS: list[Any] = [
    None,
    1,
    1.5,
    True,
    [],
    {},
    "",
    "no",
    "01890000-0000-7000-8000-00000000000",
    "01890000-0000-7000-8000-00000000000g",
    "0189000000007000800000000000000a",
    "{01890000-0000-7000-8000-00000000000a}",
    "0189-00000000-7000-8000-00000000000a",
    "+1890000-0000-7000-8000-00000000000a",
    "0_890000-0000-7000-8000-00000000000a",
    " 1890000-0000-7000-8000-00000000000a",
    "01890000-0000-7000-8000-00000000000\x00",
]
NO_SEQS: list[Any] = [-1, 1.5, 1.0, MAX_SEQ + 1, 2**63, 2**64 - 1, -(2**63), True, False, "1", None, [1], {}]


async def refusal(socket: SocketClient, command: str, **fields: Any) -> ErrorReply:
    """Send a command that must be refused; return the error."""
    with pytest.raises(CommandError) as raised:
        await socket.command(command, **fields)
    error = raised.value.error
    assert error.code in CODES
    assert error.code in DOCUMENTED
    assert all(wrong.code in DOCUMENTED for wrong in error.errors or []), error
    return error


async def outcome(socket: SocketClient, command: str, fields: dict[str, Any]) -> str:
    """Send a command and return the code of its error, or `done`."""
    try:
        await socket.command(command, **fields)
    except CommandError as error:
        return error.code
    return "done"


async def wrong_fields(socket: SocketClient, command: str, **fields: Any) -> dict[str, str]:
    """Send a command that must be refused as `invalid`; return the codes by field."""
    error = await refusal(socket, command, **fields)
    assert error.code == "invalid", error
    assert error.errors, error
    return {wrong.field: wrong.code for wrong in error.errors}


def message_to(talk: Talk, **changes: Any) -> dict[str, Any]:
    """Return the fields of a good send_message, changed; `...` takes a field away."""
    good = {"recipient_id": str(talk.bob.id), "client_message_id": str(uuid4()), "text": "Hello"}
    return {name: value for name, value in (good | changes).items() if value is not ...}


async def test_every_field_of_every_command_is_checked(talk: Talk) -> None:
    for command, declared in COMMANDS.items():
        if command == "authenticate":
            continue
        assert (await wrong_fields(talk.sending, command, colour="red"))["colour"] == "unknown_field"
        for name, info in declared.shape.model_fields.items():
            field = info.alias or name
            for value in WRONG_VALUES:
                assert await outcome(talk.sending, command, {field: value}) in {
                    "done",
                    "invalid",
                    "not_authenticated",
                }, (command, field, value)
            if info.is_required():
                assert (await wrong_fields(talk.sending, command))[field] == "required"
                assert field in await wrong_fields(talk.sending, command, **{field: None})
    await talk.goes_on()


async def test_fields_of_a_message(talk: Talk) -> None:
    socket = talk.sending
    for changes, field, code in (
        ({"client_message_id": ...}, "client_message_id", "required"),
        ({"text": "\x00"}, "text", "nul_character"),
        ({"text": "Hi\x00"}, "text", "nul_character"),
        ({"text": 1}, "text", "wrong_type"),
        ({"text": ["Hi"]}, "text", "wrong_type"),
        ({"kind": "system"}, "kind", "not_a_choice"),
        ({"kind": "shout"}, "kind", "not_a_choice"),
        ({"kind": 1}, "kind", None),
        ({"kind": None}, "kind", None),
        ({"sender_id": str(talk.bob.id)}, "sender_id", "unknown_field"),
        ({"seq": 1}, "seq", "unknown_field"),
        ({"TEXT": "Hi"}, "TEXT", "unknown_field"),
        ({"": "Hi"}, "", "unknown_field"),
        ({"reply_to_seq": 0}, "reply_to_seq", "out_of_range"),
        ({"reply_to_seq": MAX_SEQ}, "reply_to_seq", "unknown_message"),
        ({"reply_to_seq": 1000}, "reply_to_seq", "unknown_message"),
    ):
        wrong = await wrong_fields(socket, "send_message", **message_to(talk, **changes))
        assert field in wrong, changes
        assert code is None or wrong[field] == code, changes
    for field in ("recipient_id", "client_message_id"):
        for value in NO_IDS:
            if value is not None or field == "client_message_id":
                wrong = await wrong_fields(socket, "send_message", **message_to(talk, **{field: value}))
                assert field in wrong, value
    for value in NO_SEQS:
        if value is not None:
            wrong = await wrong_fields(socket, "send_message", **message_to(talk, reply_to_seq=value))
            assert "reply_to_seq" in wrong, value
    await talk.goes_on()


async def test_a_text_has_something_to_read(talk: Talk) -> None:
    for text in ("", " ", "\n\t\r", "\u2003\u00a0\u3000"):
        wrong = await wrong_fields(talk.sending, "send_message", **message_to(talk, text=text))
        assert set(wrong) & {"", "text"}, text
    await talk.goes_on()


async def test_a_text_has_at_most_4096_code_points(talk: Talk) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    for letter in ("x", "ä", "\U0001f600", "e\u0301", family):
        longest = (letter * 4096)[:4096]
        sent = await talk.sending.command("send_message", **message_to(talk, text=longest))
        assert sent["message"]["text"] == longest
        await talk.heard(sent["message"])
        wrong = await wrong_fields(talk.sending, "send_message", **message_to(talk, text=longest + letter[0]))
        assert wrong == {"text": "too_long"}


async def test_a_message_has_exactly_one_target(talk: Talk) -> None:
    both = message_to(talk, conversation_id=talk.conversation_id)
    assert await wrong_fields(talk.sending, "send_message", **both) == {"": "wrong_value"}
    none = message_to(talk, recipient_id=...)
    assert await wrong_fields(talk.sending, "send_message", **none) == {"": "wrong_value"}
    assert await wrong_fields(talk.sending, "send_message", **none, recipient_id=None) == {"": "wrong_value"}
    await talk.goes_on()


async def test_a_target_that_is_null_is_no_target(talk: Talk) -> None:
    sent = await talk.sending.command("send_message", **message_to(talk, conversation_id=None))
    assert sent["message"]["conversation_id"] == talk.conversation_id
    await talk.heard(sent["message"])


async def test_ids_may_be_written_in_capitals(talk: Talk) -> None:
    fields = message_to(talk, recipient_id=str(talk.bob.id).upper())
    sent = await talk.sending.command("send_message", **fields)
    assert sent["message"]["conversation_id"] == talk.conversation_id
    await talk.heard(sent["message"])


async def test_fields_of_an_ack(talk: Talk) -> None:
    for seq in NO_SEQS:
        wrong = await wrong_fields(talk.receiving, "ack", conversation_id=talk.conversation_id, seq=seq)
        assert set(wrong) == {"seq"}, seq
    for value in NO_IDS:
        wrong = await wrong_fields(talk.receiving, "ack", conversation_id=value, seq=1)
        assert set(wrong) == {"conversation_id"}, value
    conversation = (await talk.bob.rest.get(f"/conversations/{talk.conversation_id}")).json()
    assert conversation["my"]["delivered_seq"] == 0
    assert await talk.receiving.command("ack", conversation_id=talk.conversation_id, seq=MAX_SEQ) == {}
    conversation = (await talk.bob.rest.get(f"/conversations/{talk.conversation_id}")).json()
    assert conversation["my"]["delivered_seq"] == conversation["last_seq"]


async def test_a_wrong_token_on_an_open_socket_changes_nothing(talk: Talk) -> None:
    no_texts: list[Any] = [None, 1, [], {}, "\x00", ...]
    for token in no_texts:
        wrong = await wrong_fields(talk.sending, "refresh_token", **({} if token is ... else {"token": token}))
        assert set(wrong) == {"token"}, token
    for token in ("", "no", "a.b.c", "x" * 60_000, talk.alice.refresh, talk.bob.access):
        assert (await refusal(talk.sending, "refresh_token", token=token)).code == "not_authenticated"
    await talk.goes_on()


async def test_a_command_nobody_knows_is_refused_by_name(talk: Talk) -> None:
    for command in ("", "sing", "PING", "ping ", "__init__", "x" * 50_000, "\x00", "\U0001f600", "authenticate"):
        assert await wrong_fields(talk.sending, command, token=talk.alice.access) == {"type": "not_a_choice"}, command
    await talk.goes_on()


async def test_a_command_without_a_type_is_refused(web: list[WebProcess], talk: Talk) -> None:
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        for frame in ("", ', "type": null', ', "type": 1', ', "type": ["ping"]', ', "type": {}', ', "type": true'):
            await raw.send_frame(TEXT, f'{{"id": 9{frame}}}'.encode())
            reply = await raw.update()
            assert (reply["id"], reply["error"]["code"]) == (9, "invalid")
            assert [wrong["field"] for wrong in reply["error"]["errors"]] == ["type"]
        await raw.send({"id": 10, "type": "ping"})
        assert "result" in await raw.update()


async def test_any_integer_of_64_bits_is_an_id_and_comes_back(web: list[WebProcess], talk: Talk) -> None:
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        for number in (0, -1, 2**31, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**63), 7, 7):
            for kind, member in (("ping", "result"), ("sing", "error")):
                await raw.send({"id": number, "type": kind})
                reply = await raw.update()
                assert (reply["id"], member in reply) == (number, True)


async def test_numbers_over_64_bits_are_no_seqs(web: list[WebProcess], talk: Talk) -> None:
    async with await RawSocket.open(web[1].ws_url, talk.bob.access) as raw:
        for number in (2**64, 10**300):
            frame = f'{{"id": 2, "type": "ack", "conversation_id": "{talk.conversation_id}", "seq": {number}}}'
            await raw.send_frame(TEXT, frame.encode())
            [wrong] = (await raw.update())["error"]["errors"]
            assert wrong["field"] == "seq"


async def test_the_last_of_two_equal_names_counts(web: list[WebProcess], talk: Talk) -> None:
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        await raw.send_frame(TEXT, b'{"id": 2, "id": 3, "type": "sing", "type": "ping"}')
        reply = await raw.update()
        assert (reply["id"], "result" in reply) == (3, True)
