"""One socket: authenticate, parse, dispatch, reply. It decides nothing itself."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any

import orjson
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from accounts.services import authenticate
from chat import metrics
from chat.edge import handlers
from chat.wire.commands import COMMANDS, Authenticate, RefreshToken
from common import clock
from common.api import as_api_error
from common.bridge import AUTHENTICATION, in_thread
from common.errors import ApiError, invalid
from common.limits import seconds_until_allowed
from common.parsing import MalformedJson, load_json, parse
from delivery.connection import open_connection
from delivery.router import router
from presence import services as presence

logger = logging.getLogger(__name__)

BAD_FRAME, NOT_SIGNED_IN, TOO_LATE, TOO_LARGE, FLOODING = 4400, 4401, 4408, 4413, 4429
# The close code after a refused `authenticate`, by the error's status.
CLOSED_BY_STATUS = {400: NOT_SIGNED_IN, 401: NOT_SIGNED_IN, 429: FLOODING}


class MessagesConsumer(AsyncWebsocketConsumer):
    """A connection at /ws/messages.

    It replaces the dispatch of Channels, which hops to a thread for every frame, and does without the channel layer of
    Channels, which has a task and a channel for every socket. One router per process delivers updates instead.
    """

    channel_layer_alias = None

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Serve one socket until it closes."""
        self.scope, self._receive, self._send = scope, receive, send
        message = await receive()
        if message["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        self._socket = open_connection(scope, send)
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(settings.SOCKET_COMMANDS_IN_FLIGHT)
        self._heavy = asyncio.Semaphore(settings.HEAVY_READS)
        self._bucket, self._filled_at = float(settings.SOCKET_COMMANDS_BURST), time.monotonic()
        self._expiry: asyncio.TimerHandle | None = None
        try:
            if await self._sign_in():
                await self._serve()
        finally:
            self._end()

    async def _sign_in(self) -> bool:
        """Authenticate the socket with its first frame. Any other first frame closes the socket."""
        try:
            async with asyncio.timeout(settings.SOCKET_AUTHENTICATE_SECONDS):
                command_id, kind, fields = await self._next_command()
        except TimeoutError:
            self._socket.close(TOO_LATE)
            return False
        except EOFError:
            return False
        began = time.monotonic()
        try:
            await self._authenticate(kind, fields)
        except Exception as error:  # noqa: BLE001 - as_api_error names and logs every error
            refusal = as_api_error(error)
            metrics.command_done("authenticate", refusal.code, began)
            await self._socket.reply(_error(command_id, refusal))
            self._socket.close(CLOSED_BY_STATUS.get(refusal.status, 4503))
            return False
        metrics.command_done("authenticate", "ok", began)
        self._watch_expiry()
        result = {
            "user_id": self._identity.user_id,
            "device_id": self._identity.device_id,
            "heartbeat_seconds": settings.SOCKET_HEARTBEAT_SECONDS,
            "server_time": clock.wire_time(clock.now()),
        }
        await self._socket.reply(_result(command_id, orjson.dumps(result)))
        return True

    async def _authenticate(self, kind: str, fields: dict[str, Any]) -> None:
        if kind != "authenticate":
            raise ApiError("not_authenticated", "The first command must be authenticate")
        self._identity = await in_thread(authenticate, parse(Authenticate, fields).token, threads=AUTHENTICATION)
        self._require_allowed("authenticate")
        if router().held(self._identity.user_id) >= settings.SOCKETS_PER_PERSON:
            raise ApiError("rate_limited", "This person has too many connections", retry_after_seconds=60)
        self._socket.user_id, self._socket.device_id = self._identity.user_id, self._identity.device_id
        await router().add(self._socket)
        await presence.enter(self._socket)

    async def _serve(self) -> None:
        """Run each command in a task of its own: a waiting commit delays neither the next command nor a pong."""
        while True:
            try:
                command_id, kind, fields = await self._next_command()
            except EOFError:
                return
            if not self._take_token():
                self._socket.close(FLOODING)
                return
            await self._room.acquire()
            task = asyncio.create_task(self._command(command_id, kind, fields))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._room.release()

    async def _next_command(self) -> tuple[int, str, dict[str, Any]]:
        """Return the next frame as (id, type, fields).

        Raise EOFError if the socket is gone, or if the frame closed it.
        """
        message = await self._receive()
        if message["type"] != "websocket.receive" or self._socket.closed:
            raise EOFError
        text = message.get("text")
        if text is not None and len(text) > settings.SOCKET_FRAME_BYTES:
            self._socket.close(TOO_LARGE)
            raise EOFError
        try:
            frame = load_json(text) if text is not None else None
        except MalformedJson:
            frame = None
        if not isinstance(frame, dict) or type(frame.get("id")) is not int:
            self._socket.close(BAD_FRAME)
            raise EOFError
        command_id, kind = frame.pop("id"), frame.pop("type", None)
        return command_id, kind if isinstance(kind, str) else "", frame

    async def _command(self, command_id: int, kind: str, fields: dict[str, Any]) -> None:
        # A heavy read keeps its place until its large reply is written, or a client that reads nothing would fill the
        # memory with replies.
        async with self._heavy if kind in handlers.HEAVY else contextlib.nullcontext():
            await self._answer(command_id, kind, fields)

    async def _answer(self, command_id: int, kind: str, fields: dict[str, Any]) -> None:
        self._socket.commands_in_flight += 1
        began, code = time.monotonic(), "ok"
        try:
            reply = _result(command_id, await self._result_of(kind, fields))
        except Exception as error:  # noqa: BLE001 - as_api_error names and logs every error
            refusal = as_api_error(error)
            reply, code = _error(command_id, refusal), refusal.code
        try:
            await self._socket.reply(reply)
        finally:
            self._socket.commands_in_flight -= 1
            metrics.command_done(kind if kind in COMMANDS else "unknown", code, began)

    async def _result_of(self, kind: str, fields: dict[str, Any]) -> bytes:
        if router().draining:
            raise ApiError("unavailable", retry_after_seconds=1)
        command = COMMANDS.get(kind)
        if command is None or kind == "authenticate":
            raise invalid("type", "not_a_choice", f"{kind[:40]!r} is not a command")
        self._require_allowed(kind)
        shape = parse(command.shape, fields)
        if isinstance(shape, RefreshToken):
            return await self._refresh(shape)
        if kind in handlers.CONNECTION_HANDLERS:
            return await handlers.CONNECTION_HANDLERS[kind](self._socket, shape)
        return await handlers.HANDLERS[kind](self._identity.user_id, shape)

    async def _refresh(self, command: RefreshToken) -> bytes:
        """Extend the life of the socket by a fresh token of the same device."""
        identity = await in_thread(authenticate, command.token, threads=AUTHENTICATION)
        if (identity.user_id, identity.device_id) != (self._identity.user_id, self._identity.device_id):
            raise ApiError("not_authenticated")
        self._identity = max(self._identity, identity, key=lambda known: known.expires_at)
        self._watch_expiry()
        return b"{}"

    def _watch_expiry(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        left = (self._identity.expires_at - clock.now()).total_seconds()
        self._expiry = asyncio.get_running_loop().call_later(max(left, 0), self._socket.close, NOT_SIGNED_IN)

    def _require_allowed(self, kind: str) -> None:
        if wait := seconds_until_allowed(kind, self._identity.user_id):
            raise ApiError("rate_limited", retry_after_seconds=ceil(wait))

    def _take_token(self) -> bool:
        """Take one token from the bucket of commands. RATE_LIMITS=off lifts the limit for load tests."""
        now = time.monotonic()
        refill = (now - self._filled_at) * settings.SOCKET_COMMANDS_PER_SECOND
        self._bucket, self._filled_at = min(self._bucket + refill, settings.SOCKET_COMMANDS_BURST), now
        if self._bucket < 1:
            return not settings.RATE_LIMITS
        self._bucket -= 1
        return True

    def _end(self) -> None:
        """Forget the socket. Running commands go on, because the client asked for their writes."""
        if self._expiry is not None:
            self._expiry.cancel()
        router().remove(self._socket)
        presence.leave(self._socket)


def _result(command_id: int, result: bytes) -> bytes:
    return b'{"id":%d,"result":%b}' % (command_id, result)


def _error(command_id: int, error: ApiError) -> bytes:
    return orjson.dumps({"id": command_id, "error": error.members()})
