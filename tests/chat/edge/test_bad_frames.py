"""Frames that are not commands: each closes its own socket with a code, and nothing else happens."""

import os
import struct
from pathlib import Path

import orjson
import pytest

from tests.chat.conftest import Talk
from tests.config.server.raw_socket import BINARY, CLOSE, CONTINUED, PING, TEXT, RawSocket
from tests.harness.processes import WebProcess

FRAME_BYTES = 65_536
DEEP = 30_000


def send_frame(talk: Talk, inside: str) -> bytes:
    """Return a frame that would send a message if `inside` were not wrong."""
    fields = f'"id": 2, "type": "send_message", "recipient_id": "{talk.bob.id}"'
    return f'{{{fields}, "client_message_id": "{talk.bob.device_id}", {inside}}}'.encode()


NO_COMMANDS = {
    "empty": b"",
    "white space": b" \n",
    "not JSON": b"hello",
    "cut short": b'{"id": 2, "type": "pi',
    "two objects": b'{"id": 2, "type": "ping"}{"id": 3, "type": "ping"}',
    "a trailing comma": b'{"id": 2, "type": "ping",}',
    "a comment": b'{"id": 2, "type": "ping"} // please',
    "single quotes": b"{'id': 2, 'type': 'ping'}",
    "a byte order mark": b'\xef\xbb\xbf{"id": 2, "type": "ping"}',
    "a raw control character": b'{"id": 2, "type": "pi\nng"}',
    "a list": b'[{"id": 2, "type": "ping"}]',
    "a string": b'"ping"',
    "a number": b"2",
    "null": b"null",
    "no id": b'{"type": "ping"}',
    "id a string": b'{"id": "2", "type": "ping"}',
    "id a float": b'{"id": 2.0, "type": "ping"}',
    "id with an exponent": b'{"id": 2e0, "type": "ping"}',
    "id a boolean": b'{"id": true, "type": "ping"}',
    "id null": b'{"id": null, "type": "ping"}',
    "id a list": b'{"id": [2], "type": "ping"}',
    "id over 64 bits": b'{"id": 18446744073709551616, "type": "ping"}',
    "id under 64 bits": b'{"id": -9223372036854775809, "type": "ping"}',
    "id 1e999": b'{"id": 1e999, "type": "ping"}',
}

NO_VALUES = {
    "NaN": '"text": NaN',
    "infinity": '"text": -Infinity',
    "1e999": '"text": "Hi", "reply_to_seq": 1e999',
    "-1e999": '"text": "Hi", "reply_to_seq": -1e999',
    "a lone high surrogate": '"text": "\\ud800"',
    "a lone low surrogate": '"text": "\\udc00 Hi"',
    "surrogates in the wrong order": '"text": "\\udc00\\ud800"',
    "a lone surrogate as a name": '"text": "Hi", "\\ud800": 1',
    "an unknown escape": '"text": "\\x41"',
    "lists too deep": f'"text": {"[" * DEEP}{"]" * DEEP}',
    "objects too deep": '"text": {"a":' + '{"a":' * 8000 + "1" + "}" * 8001,
    "deep and never closed": f'"text": {"[" * DEEP}',
}


async def closes_with(web: WebProcess, token: str | None, frame: bytes, opcode: int = TEXT) -> int:
    """Send one frame on a new socket; return the code with which it is closed, before any reply."""
    async with await RawSocket.open(web.ws_url, token) as raw:
        await raw.send_frame(opcode, frame)
        answer = await raw.frame()
        while answer.opcode == TEXT and "update" in orjson.loads(answer.payload):
            answer = await raw.frame()
        return answer.close_code


async def test_a_frame_that_is_no_command_closes_with_4400(web: list[WebProcess], talk: Talk) -> None:
    for name, frame in NO_COMMANDS.items():
        assert (name, await closes_with(web[1], talk.alice.access, frame)) == (name, 4400)
    await talk.goes_on()


async def test_a_first_frame_that_is_no_command_closes_with_4400(web: list[WebProcess], talk: Talk) -> None:
    for name, frame in NO_COMMANDS.items():
        assert (name, await closes_with(web[1], None, frame)) == (name, 4400)


async def test_invalid_json_closes_with_4400_and_writes_nothing(web: list[WebProcess], talk: Talk) -> None:
    for name, inside in NO_VALUES.items():
        frame = send_frame(talk, inside)
        assert len(frame) <= FRAME_BYTES, name
        assert (name, await closes_with(web[1], talk.alice.access, frame)) == (name, 4400)
    await talk.goes_on()


async def test_a_binary_frame_closes_with_4400(web: list[WebProcess], talk: Talk) -> None:
    for frame in (b"", b"\x00", b'{"id": 2, "type": "ping"}', send_frame(talk, '"text": "Hi"')):
        assert await closes_with(web[1], talk.alice.access, frame, BINARY) == 4400


async def test_bad_utf_8_closes_with_1007_or_4400(web: list[WebProcess], talk: Talk) -> None:
    for bad in (b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
        frame = send_frame(talk, '"text": "BAD"').replace(b"BAD", bad)
        assert await closes_with(web[1], talk.alice.access, frame) in {1007, 4400}, bad


async def test_json_100_000_deep_is_too_large_a_frame(web: list[WebProcess], talk: Talk) -> None:
    frame = send_frame(talk, f'"text": {"[" * 100_000}{"]" * 100_000}')
    assert await closes_with(web[1], talk.alice.access, frame) in {1009, 4413}


async def test_a_frame_may_have_64_kib_and_not_a_byte_more(web: list[WebProcess], talk: Talk) -> None:
    ping = b'{"id": 2, "type": "ping"}'
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        await raw.send_frame(TEXT, ping.ljust(FRAME_BYTES))
        assert "result" in await raw.update()
        await raw.send_frame(TEXT, ping[:5], final=False)
        await raw.send_frame(CONTINUED, ping[5:].ljust(FRAME_BYTES - 5))
        assert "result" in await raw.update()
        await raw.send_frame(TEXT, ping.ljust(FRAME_BYTES + 1))
        assert await raw.close_code() in {1009, 4413}
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        await raw.send_frame(TEXT, ping.ljust(40_000), final=False)
        await raw.send_frame(CONTINUED, b" " * 40_000)
        assert await raw.close_code() in {1009, 4413}


def resident_bytes(process: WebProcess) -> int:
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("signed_in", [True, False])
async def test_an_announced_gigabyte_closes_the_socket_and_takes_no_memory(
    signed_in: bool, web: list[WebProcess], talk: Talk
) -> None:
    token = talk.alice.access if signed_in else None
    before = resident_bytes(web[1])
    for announced in (2**30, 2**62):
        async with await RawSocket.open(web[1].ws_url, token) as raw:
            await raw.send_frame(TEXT, b"", announced=announced)
            assert await raw.close_code() in {1009, 4413}
            await raw.wait_cut()
    assert resident_bytes(web[1]) - before < 16 * 2**20


BROKEN = {
    "unmasked": b"\x81\x02{}",
    "a reserved opcode": b"\x83\x80\0\0\0\0",
    "a reserved bit": b"\xc1\x80\0\0\0\0",
    "a control frame in pieces": b"\x09\x80\0\0\0\0",
    "a control frame too long": b"\x89\xfe\x00\x7e\0\0\0\0",
    "a length over 63 bits": b"\x81\xff" + b"\xff" * 8 + b"\0\0\0\0",
    "a continuation of nothing": b"\x80\x80\0\0\0\0",
}


async def test_bytes_that_are_not_frames_close_the_socket(web: list[WebProcess], talk: Talk) -> None:
    for name, sent in BROKEN.items():
        async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
            await raw.send_bytes(sent)
            assert (await raw.close_code(), name) in {(1002, name), (1009, name), (4413, name)}
    await talk.goes_on()


async def test_the_server_goes_on_after_any_close_code_of_a_client(web: list[WebProcess], talk: Talk) -> None:
    for payload in (b"", b"\x03", struct.pack("!H", 999), struct.pack("!H", 1000) + b"\xff", struct.pack("!H", 4999)):
        async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
            await raw.send_frame(CLOSE, payload)
            await raw.wait_cut()
    await talk.goes_on()


async def test_a_ping_between_the_pieces_of_a_command_is_answered(web: list[WebProcess], talk: Talk) -> None:
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        await raw.send_frame(TEXT, b'{"id": 2, ', final=False)
        await raw.send_frame(PING, b"there?")
        assert (await raw.frame()).payload == b"there?"
        await raw.send_frame(CONTINUED, b'"type": "ping"}')
        assert (await raw.update())["id"] == 2
