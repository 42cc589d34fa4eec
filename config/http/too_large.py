"""The answer to a body over API_BODY_BYTES, for both servers."""

import orjson

from common.errors import ApiError

# How long a refused client may go on sending before it is cut: closed at once, it would often not see the answer.
LINGER_SECONDS = 2


def problem() -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return the headers and the body of 413 problem+json."""
    body = orjson.dumps(ApiError("too_large").problem())
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    return headers, body
