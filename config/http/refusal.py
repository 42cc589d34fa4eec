"""The answers to requests that end before the application has seen them, for both servers."""

import orjson

from common.errors import CODES, ApiError

# How long a refused client may go on sending before its connection is cut. If it were cut at once, the client would
# often not see the answer.
LINGER_SECONDS = 2
# A longer Content-Length is over every limit, and int() raises for one of more than 4,300 digits.
LENGTH_DIGITS = 18


def problem(code: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return the headers and the body of an error as problem+json."""
    body = orjson.dumps(ApiError(code).problem())
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    return headers, body


def whole_answer(code: str) -> bytes:
    """Return the bytes of an answer after which the connection ends."""
    status, title = CODES[code]
    headers, body = problem(code)
    lines = [f"HTTP/1.1 {status} {title}".encode(), *(name + b": " + value for name, value in headers)]
    return b"\r\n".join([*lines, b"connection: close", b"", body])
