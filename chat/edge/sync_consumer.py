"""GET /sync in front of Django: a long poll holds no thread and no database connection while it waits."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl

import orjson
from channels.generic.http import AsyncHttpConsumer
from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.services import authenticate
from accounts.tokens import Identity
from chat import selectors
from chat.selectors.sync import Synced
from chat.wire.serializers import SyncAnswer
from common.api import ApiView, as_api_error
from common.bridge import AUTHENTICATION, READ, in_thread
from common.clock import now
from common.errors import ApiError, FieldError, invalid
from common.limits import spend_on_call
from common.origins import is_allowed_origin
from common.parsing import Shape
from delivery.connection import WakingConnection
from delivery.router import router

PARAMETERS = ("since", "cursor", "wait")
# Updates often come together: the answer waits this long after the first one, to contain those that follow it.
SETTLE_SECONDS = 0.02

_waiting: set[WakingConnection] = set()


class Query(NamedTuple):
    """The parameters: a cursor (from `since` or `cursor`), and how long to wait for news."""

    cursor: str | None
    wait_seconds: int


class SyncRoute(ApiView):
    """Changes of all conversations."""

    # The route for the OpenAPI document, and the 405 for other methods. config/asgi.py hands GET and HEAD to
    # SyncConsumer. Only requests for a foreign host reach Django, which refuses them before it calls a view.
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": SyncAnswer}

    def get(self, request: Request) -> Response:
        """Return the changes since a cursor; without a cursor, a snapshot."""
        raise RuntimeError("SyncConsumer answers GET /sync")


class SyncConsumer(AsyncHttpConsumer):
    """One request. A task does the work, and is cancelled when the client hangs up first."""

    channel_layer_alias = None

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Send the answer, unless the client hangs up first."""
        self.scope, self.base_send = scope, send
        work = asyncio.create_task(self._answer())
        gone = asyncio.create_task(_disconnect(receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                status, body, headers = work.result()
                await self.send_response(status, body, headers=headers)
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.wait({work, gone})

    async def _answer(self) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
        headers = self._headers()
        try:
            identity = await in_thread(authenticate, self._token(), threads=AUTHENTICATION)
            headers += await self._spend(identity)
            synced = await synchronise(identity, self._query())
        except Exception as error:  # noqa: BLE001 - as_api_error names and logs every error
            refusal = as_api_error(error)
            headers += [(b"content-type", b"application/problem+json"), *_encoded(refusal.headers)]
            if refusal.retry_after_seconds is not None:
                headers += [(b"retry-after", str(refusal.retry_after_seconds).encode())]
            if refusal.status == 401:
                headers += [(b"www-authenticate", b"Bearer")]
            return refusal.status, orjson.dumps(refusal.problem()), headers
        return 200, synced.body, [*headers, (b"content-type", b"application/json")]

    async def _spend(self, identity: Identity) -> list[tuple[bytes, bytes]]:
        """Take from the limits of this call; return the headers that show them."""
        return _encoded(await in_thread(spend_on_call, "GET /sync", identity.user_id, "", threads=READ))

    def _headers(self) -> list[tuple[bytes, bytes]]:
        headers = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"), (b"vary", b"Origin")]
        origin = self._header(b"origin")
        if origin is not None and is_allowed_origin(origin):
            headers += [(b"access-control-allow-origin", origin.encode())]
        return headers

    def _header(self, name: bytes) -> str | None:
        values = [value.decode("latin-1") for key, value in self.scope["headers"] if key == name]
        return values[0] if len(values) == 1 else None

    def _token(self) -> str:
        scheme, _, token = (self._header(b"authorization") or "").partition(" ")
        if scheme.lower() != "bearer":
            raise ApiError("not_authenticated")
        return token.strip()

    def _query(self) -> Query:
        pairs = parse_qsl(self.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(pairs)
        unknown = [name for name in given if name not in PARAMETERS]
        errors = [FieldError(name, "unknown_field", "is not a parameter of this call") for name in unknown]
        names = [name for name, _ in pairs]
        errors += [FieldError(name, "repeated", "must be given once") for name in PARAMETERS if names.count(name) > 1]
        if errors:
            raise ApiError("invalid", errors=errors)
        if "since" in given and "cursor" in given:
            raise invalid("cursor", "wrong_value", "cannot be combined with since")
        wait = given.get("wait", "0")
        if not (wait.isascii() and wait.isdigit() and len(wait) <= 2 and int(wait) <= settings.SYNC_WAIT_SECONDS):
            raise invalid("wait", "out_of_range", f"must be a number from 0 to {settings.SYNC_WAIT_SECONDS}")
        return Query(given.get("since", given.get("cursor")), int(wait))


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


async def _disconnect(receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def synchronise(identity: Identity, query: Query) -> Synced:
    """Return a person's news. With `wait_seconds`, wait for news, at most so long.

    Raises ApiError `not_authenticated` when the device is signed out meanwhile.
    """
    full = (
        len(_waiting) >= settings.SYNC_WAITING
        or router().held(identity.user_id, WakingConnection) >= settings.SYNC_WAITING_PER_PERSON
    )
    # A drain ends the polls that wait when it begins. A poll that began to wait after that would delay the drain.
    if query.wait_seconds == 0 or query.cursor is None or full or router().draining:
        return await selectors.sync(identity.user_id, query.cursor)
    waking = WakingConnection()
    waking.user_id, waking.device_id = identity.user_id, identity.device_id
    _waiting.add(waking)
    try:
        # Registered before the first look, so that every later update wakes this poll.
        await router().add(waking)
        return await _wait_for_news(waking, identity, query)
    finally:
        router().remove(waking)
        _waiting.discard(waking)


async def _wait_for_news(waking: WakingConnection, identity: Identity, query: Query) -> Synced:
    loop = asyncio.get_running_loop()
    # Not beyond the end of the token. The next request learns that it has ended.
    left = (identity.expires_at - now()).total_seconds()
    deadline = loop.time() + min(query.wait_seconds, left)
    while True:
        waking.woken.clear()
        synced = await selectors.sync(identity.user_id, query.cursor)
        if synced.has_news or waking.closed or loop.time() >= deadline:
            break
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                await waking.woken.wait()
                await asyncio.sleep(SETTLE_SECONDS)
    if waking.code == 4401:
        raise ApiError("not_authenticated")
    return synced
