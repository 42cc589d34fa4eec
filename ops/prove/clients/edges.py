"""The two edges as a client sees them: the same commands over REST and over the socket."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any, Protocol

import httpx2
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

Json = dict[str, Any]
ANSWER_SECONDS = 10.0
OPEN_SECONDS = 10.0
FRAME_BYTES = 4 * 1024 * 1024
# Why a command has no answer if its client closed the socket.
LEFT = "left"
# With these codes the contract guarantees that nothing was done.
NOTHING_DONE = {"busy", "rate_limited", "slow_mode"}


class Refused(Exception):  # noqa: N818 - what the server said, no failure of ours
    """An answer that refuses. `unsure`: the command may have been carried out; `again`: it may be repeated."""

    def __init__(self, code: str, *, server: bool, retry_after_seconds: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.unsure = server and code not in NOTHING_DONE
        self.again = server or code in NOTHING_DONE
        self.retry_after_seconds = retry_after_seconds


class Lost(Exception):  # noqa: N818 - the same
    """No answer came."""


class Edge(Protocol):
    """A way to send commands."""

    @property
    def kind(self) -> str:
        """Which edge this is: socket or rest."""

    @property
    def web(self) -> int:
        """The number of the process that it leads to."""

    @property
    def name(self) -> str | None:
        """The name of the socket, None for REST."""

    async def ask(self, command: str, fields: Json) -> Json:
        """Return the result of a command. Raises Refused, Lost."""


class Rest:
    """The REST edge of one web process, for one person."""

    kind = "rest"
    name = None

    def __init__(self, client: httpx2.AsyncClient, web: int, address: str, token: str) -> None:
        self.client, self.web = client, web
        self.base = f"http://{address}/api/v1"
        self.headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, command: str, fields: Json) -> Json:
        """Return the result of a command, which has its name on the socket, or of one that only REST has."""
        return await self.call(*CALLS[command](fields))

    async def call(self, method: str, path: str, body: Json | None = None, seconds: float = ANSWER_SECONDS) -> Json:
        """Return the JSON of a call. Its field `created` is true for 201 and false for 200."""
        headers = dict(self.headers)
        if path.endswith("/members"):
            headers["Idempotency-Key"] = str(uuid.uuid4())
        try:
            async with asyncio.timeout(seconds):
                answer = await self.client.request(method, self.base + path, json=body, headers=headers)
        except TimeoutError:
            raise Lost("time-out") from None
        except (httpx2.HTTPError, AttributeError) as error:
            # AttributeError: anyio asks for the peer of a connection that was reset at this moment.
            raise Lost(type(error).__name__) from None
        content = _json(answer.content)
        if not answer.is_success:
            code = content.get("code", f"status {answer.status_code}")
            after = content.get("retry_after_seconds")
            raise Refused(code, server=answer.status_code >= 500, retry_after_seconds=after)
        return content | {"created": answer.status_code == 201}


def _json(content: bytes) -> Json:
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _delete(fields: Json) -> tuple[str, str, None]:
    return "DELETE", f"/messages/{fields['message_id']}?for={fields['for']}", None


def _react(fields: Json) -> tuple[str, str, Json | None]:
    path = f"/messages/{fields['message_id']}/reactions/{fields['emoji']}"
    return ("DELETE", path, None) if fields.get("remove") else ("PUT", path, {})


def _watermark(name: str) -> Callable[[Json], tuple[str, str, Json]]:
    return lambda fields: ("POST", f"/conversations/{fields['conversation_id']}/{name}", {"seq": fields["seq"]})


CALLS: dict[str, Callable[[Json], tuple[str, str, Json | None]]] = {
    "send_message": lambda fields: ("POST", "/messages", fields),
    "edit_message": lambda fields: ("PATCH", f"/messages/{fields['message_id']}", {"text": fields["text"]}),
    "delete_message": _delete,
    "react": _react,
    "ack": _watermark("delivered"),
    "read": _watermark("read"),
    "add": lambda fields: ("POST", f"/groups/{fields['group_id']}/members", {"user_ids": [fields["user_id"]]}),
    "remove": lambda fields: ("DELETE", f"/groups/{fields['group_id']}/members/{fields['user_id']}", None),
    "newest": lambda fields: ("GET", f"/conversations/{fields['conversation_id']}/messages", None),
}


class Socket:
    """An open, signed-in socket. `on_update` gets each update, `answered` the number of each answered command."""

    kind = "socket"

    def __init__(self, socket: ClientConnection, web: int, name: str) -> None:
        self.socket, self.web, self.name = socket, web, name
        self.on_update: Callable[[Json], None] = lambda _update: None
        self.waiting: dict[int, asyncio.Future[Json]] = {}
        self.last_id = 0
        self.left = False
        self.reader = asyncio.get_running_loop().create_task(self._read())

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                received = orjson.loads(frame)
                if "update" in received:
                    self.on_update(received)
                elif (future := self.waiting.pop(received["id"], None)) is not None and not future.done():
                    future.set_result(received)
        except (WebSocketException, OSError):
            pass
        finally:
            # The side that sent the first close frame is the one that left.
            left = self.left and not self.socket.protocol.close_rcvd_then_sent
            why = LEFT if left else f"socket closed: {self.socket.close_code}"
            for future in self.waiting.values():
                if not future.done():
                    future.set_exception(Lost(why))
            self.waiting.clear()

    async def ask(self, command: str, fields: Json, seconds: float = ANSWER_SECONDS) -> Json:
        """Return the result of a command."""
        if self.reader.done():
            raise Lost("socket closed")
        self.last_id = number = self.last_id + 1
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.waiting[number] = future
        try:
            async with asyncio.timeout(seconds):
                await self.socket.send(orjson.dumps({"id": number, "type": command, **fields}).decode())
                answer = await future
        except TimeoutError:
            raise Lost("time-out") from None
        except (WebSocketException, OSError) as error:
            raise Lost(type(error).__name__) from None
        finally:
            future.cancel()
        if (no := answer.get("error")) is not None:
            server = no["code"] in SERVER_CODES
            raise Refused(no["code"], server=server, retry_after_seconds=no.get("retry_after_seconds"))
        result: Json = answer["result"]
        return result

    async def close(self) -> None:
        """Leave, and wait until every caller that waited for an answer has been woken."""
        self.left = not self.reader.done()
        await self.socket.close()
        await self.reader


# Codes for errors of the server, not of the command. REST has 5xx for them.
SERVER_CODES = {"busy", "internal", "unavailable"}


async def open_socket(address: str, token: str, web: int, name: str) -> Socket:
    """Connect and sign in. Raises Refused, Lost."""
    try:
        connection = await connect(
            f"ws://{address}/ws/messages", max_size=FRAME_BYTES, open_timeout=OPEN_SECONDS, proxy=None, compression=None
        )
    except (WebSocketException, OSError, TimeoutError) as error:
        raise Lost(type(error).__name__) from None
    socket = Socket(connection, web, name)
    try:
        await socket.ask("authenticate", {"token": token})
    except BaseException:
        connection.transport.abort()
        raise
    return socket
