"""A web process in which some answers fail: `python -m tests.config.server.half_answers`.

`/healthz?none` fails before its answer begins, `/healthz?half` when half of the answer is written.
"""

from typing import Any

from tests.harness.patched import serve


def patch() -> None:
    """Let /healthz fail if it has a query."""
    from config.http import health

    look = health.health

    async def fail_or_look(scope: dict[str, Any], send: health.Send) -> None:
        if scope["query_string"] == b"half":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"8")]})
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
        if scope["query_string"]:
            raise RuntimeError(scope["query_string"].decode())
        await look(scope, send)

    health.health = fail_or_look


if __name__ == "__main__":
    serve(patch)
