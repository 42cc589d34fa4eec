"""The answer to a body that is over API_BODY_BYTES, for both servers."""

import orjson

from common.errors import ApiError

# How long a refused client may go on sending before its connection is cut. If it were cut at once, the client would
# often not see the answer.
LINGER_SECONDS = 2
# A longer Content-Length is over every limit, and int() raises for one of more than 4,300 digits.
LENGTH_DIGITS = 18


def problem() -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return the headers and the body of 413 problem+json."""
    body = orjson.dumps(ApiError("too_large").problem())
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    return headers, body
