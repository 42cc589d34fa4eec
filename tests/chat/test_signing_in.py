"""The first frame of a socket, and who may open one."""

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.chat.conftest import FRIENDLY_ORIGIN, Talk
from tests.chat.tokens import bad_tokens
from tests.config.server.raw_socket import TEXT, RawSocket
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.sockets import CommandError, open_socket
from tests.harness.types import NewPerson


async def test_a_wrong_token_gets_its_error_and_then_4401(web: list[WebProcess], talk: Talk) -> None:
    for name, token in bad_tokens(talk.alice, talk.bob).items():
        async with await RawSocket.open(web[1].ws_url) as raw:
            await raw.send({"id": 9, "type": "authenticate", "token": token})
            reply = await raw.update()
            assert (name, reply["id"], reply["error"]["code"]) == (name, 9, "not_authenticated")
            assert await raw.close_code() == 4401
        if token.isascii() and token.strip() and len(token) < 10_000:
            rest = Rest(web[1], token)
            assert (await rest.get("/conversations")).status_code == 401, name
            await rest.close()


async def test_a_token_that_is_not_a_text_gets_its_error_and_then_4401(web: list[WebProcess], talk: Talk) -> None:
    no_texts: list[Any] = [None, 1, True, [], {}, "\x00", talk.alice.access + "\x00"]
    for token in no_texts:
        async with await RawSocket.open(web[1].ws_url) as raw:
            await raw.send({"id": 9, "type": "authenticate", "token": token})
            error = (await raw.update())["error"]
            assert (error["code"], error["errors"][0]["field"]) == ("invalid", "token")
            assert await raw.close_code() == 4401
    for fields in ({}, {"token": talk.alice.access, "device": "x"}):
        async with await RawSocket.open(web[1].ws_url) as raw:
            await raw.send({"id": 9, "type": "authenticate", **fields})
            assert (await raw.update())["error"]["code"] == "invalid"
            assert await raw.close_code() == 4401


async def test_a_megabyte_of_token_is_too_large_a_frame(web: list[WebProcess], talk: Talk) -> None:
    async with await RawSocket.open(web[1].ws_url) as raw:
        await raw.send_frame(TEXT, b'{"id": 1, "type": "authenticate", "token": "', announced=2**20)
        assert await raw.close_code() in {1009, 4413}


async def test_any_other_first_command_is_not_signed_in(web: list[WebProcess], talk: Talk) -> None:
    fields = {"recipient_id": str(talk.bob.id), "client_message_id": str(talk.bob.device_id), "text": "Hello"}
    token = {"token": talk.alice.access}
    for command in (
        {"type": "ping"},
        {"type": "send_message", **fields},
        {"type": "refresh_token", **token},
        {"type": "AUTHENTICATE", **token},
        {"type": None, **token},
        token,
        {},
    ):
        async with await RawSocket.open(web[1].ws_url) as raw:
            await raw.send({"id": 9, **command})
            # A command right after it is not accepted either.
            await raw.send({"id": 10, "type": "authenticate", **token})
            reply = await raw.update()
            assert (reply["id"], reply["error"]["code"]) == (9, "not_authenticated")
            assert await raw.close_code() == 4401
    await talk.goes_on()


async def test_a_socket_that_does_not_sign_in_is_closed_with_4408(strict: WebProcess, talk: Talk) -> None:
    async with await RawSocket.open(strict.ws_url) as silent, await RawSocket.open(strict.ws_url) as slow:
        # Half a frame and pings are not enough to keep the socket open.
        await slow.send_frame(TEXT, b'{"id": 1, ', final=False)
        await slow.send_frame(9, b"")
        assert await silent.close_code() == 4408
        assert await slow.close_code() == 4408


async def test_a_token_in_the_url_is_ignored(web: list[WebProcess], talk: Talk) -> None:
    socket = await open_socket(f"{web[1].ws_url}?token={talk.alice.access}&access_token={talk.alice.access}")
    with pytest.raises(CommandError, match="not_authenticated"):
        await socket.command("ping")
    assert await socket.wait_closed() == 4401
    await socket.close()


async def test_a_token_in_a_header_is_ignored(web: list[WebProcess], talk: Talk) -> None:
    headers = {"Authorization": f"Bearer {talk.alice.access}"}
    socket = await open_socket(web[1].ws_url, additional_headers=headers)
    with pytest.raises(CommandError, match="not_authenticated"):
        await socket.command("ping")
    await socket.close()


async def test_a_device_that_was_ended_cannot_come_back(web: list[WebProcess], new_person: NewPerson) -> None:
    alice = await new_person("Alice", web[0])
    tablet = await alice.sign_in_again()
    assert (await alice.rest.delete(f"/devices/{tablet.device_id}")).status_code == 204
    for process in web:
        with pytest.raises(CommandError, match="not_authenticated"):
            await tablet.connect(process)
    async with alice.connect(web[1]) as socket:
        await socket.command("ping")


async def test_pages_of_other_origins_cannot_open_a_socket(
    web: list[WebProcess], strict: WebProcess, talk: Talk
) -> None:
    for process, origin in (
        (web[0], "https://foreign.example"),
        (web[0], web[1].url),
        (web[0], web[0].url.replace("127.0.0.1", "localhost")),
        (web[0], web[0].url.replace("http", "ftp")),
        (web[0], "null"),
        (web[0], FRIENDLY_ORIGIN),
        (strict, FRIENDLY_ORIGIN + ".foreign.example"),
        (strict, FRIENDLY_ORIGIN.replace("https", "http")),
    ):
        with pytest.raises(InvalidStatus) as refused:
            await open_socket(process.ws_url, talk.alice.access, origin=origin)
        assert refused.value.response.status_code == 403, origin
    for process, own in ((web[0], web[0].url), (strict, FRIENDLY_ORIGIN), (strict, strict.url), (web[0], None)):
        socket = await open_socket(process.ws_url, talk.alice.access, origin=own)
        await socket.close()


async def test_only_one_path_accepts_sockets(web: list[WebProcess], talk: Talk) -> None:
    for path in ("/", "/ws", "/ws/", "/ws/messages/", "/ws/Messages", "/ws/messages/x", "/api/v1/messages", "/%00"):
        with pytest.raises(InvalidStatus) as refused:
            await open_socket(web[0].ws_url.replace("/ws/messages", path), talk.alice.access)
        assert refused.value.response.status_code in {403, 404}, path
