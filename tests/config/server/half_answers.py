"""A web process in which some answers fail: `python -m tests.config.server.half_answers`.

`/healthz?none` fails before its answer begins, `/healthz?half` when half of the answer is written.
After `/healthz?worse` has failed, Daphne fails to answer the error.
"""

from typing import Any

from tests.harness.patched import serve


def patch() -> None:
    """Let /healthz fail if it has a query."""
    from daphne.http_protocol import WebRequest

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
    answer_error = WebRequest.handle_exception

    def fail_or_answer(request: Any, exception: Exception) -> None:
        if str(exception) == "worse":
            raise exception
        answer_error(request, exception)

    WebRequest.handle_exception = fail_or_answer


if __name__ == "__main__":
    serve(patch)
