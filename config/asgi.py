"""The ASGI application: health, metrics, the web client, Django, and the consumers of /sync and of WebSockets."""

import os
from typing import cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)
# Imported only now, because these modules use settings and models.
from chat.edge.consumer import MessagesConsumer  # noqa: E402
from chat.edge.sync_consumer import SyncConsumer  # noqa: E402
from common.api import plain_problem  # noqa: E402
from common.bridge import RequestHandler  # noqa: E402
from config.http.body_limit import Application, Receive, Scope, Send, with_body_limit  # noqa: E402
from config.http.health import health  # noqa: E402
from config.http.origin import has_our_host, may_open_socket  # noqa: E402
from config.http.requests import note_request_id, with_notes  # noqa: E402
from config.http.web_client import with_web_client  # noqa: E402
from config.lifespan import lifespan  # noqa: E402
from config.metrics.exposition import may_scrape, metrics  # noqa: E402
from delivery.router import router  # noqa: E402

pages = with_web_client(with_body_limit(cast("Application", RequestHandler(plain_problem))))


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one HTTP request."""
    if scope["path"] in {"/healthz", "/readyz"}:
        await health(scope, send)
    elif scope["path"] == "/api/v1/sync" and scope["method"] in {"GET", "HEAD"} and has_our_host(scope):
        await SyncConsumer()(scope, receive, send)
    elif may_scrape(scope):
        await metrics(scope, send)
    else:
        await pages(scope, receive, send)


http_application = with_notes(answer)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one ASGI connection: an HTTP request, a WebSocket, or uvicorn's lifespan."""
    match scope["type"]:
        case "http":
            await http_application(scope, receive, send)
        case "websocket":
            await websocket(scope, receive, send)
        case "lifespan":
            await lifespan(receive, send)


async def websocket(scope: Scope, receive: Receive, send: Send) -> None:
    """Give a WebSocket to its consumer. HTTP 403 for a wrong path, host or origin, and while the process drains."""
    if scope["path"] != "/ws/messages" or not may_open_socket(scope) or router().draining:
        await receive()
        await send({"type": "websocket.close"})
        return
    note_request_id(scope)
    code = 1011
    try:
        await MessagesConsumer()(scope, receive, send)
        code = 1000
    finally:
        if "connection" in scope:
            await scope["connection"].finish(code)
