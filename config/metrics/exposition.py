"""/metrics, for clients that have METRICS_TOKEN. For all others this path does not exist."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, REGISTRY, disable_created_metrics
from prometheus_client.exposition import choose_encoder

from chat.feed.lag import measure_lags
from common.database import UNAVAILABLE
from config.metrics.state import State

logger = logging.getLogger(__name__)

__all__ = ["REGISTRY", "may_scrape", "metrics"]

# Each web process listens on its own port and answers with its own figures, so we do not need the library's directory
# of files that several processes share (PROMETHEUS_MULTIPROC_DIR).
disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no annotations
for collector in (GC_COLLECTOR, PLATFORM_COLLECTOR):
    REGISTRY.unregister(collector)
REGISTRY.register(State())


def may_scrape(scope: dict[str, Any]) -> bool:
    """Return whether a request is GET /metrics with `Authorization: Bearer <METRICS_TOKEN>`."""
    if scope["path"] != "/metrics" or scope["method"] != "GET" or not settings.METRICS_TOKEN:
        return False
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    return len(given) == 1 and hmac.compare_digest(given[0], f"Bearer {settings.METRICS_TOKEN}".encode())


async def metrics(scope: dict[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Answer with all metrics of this process, in the requested format. This takes a few milliseconds of the loop."""
    accepted = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"]
    encode, content_type = choose_encoder(accepted[0] if accepted else "")
    try:
        async with asyncio.timeout(settings.READY_TIMEOUT_SECONDS):
            await measure_lags()
    except (*UNAVAILABLE, TimeoutError) as error:
        # The other metrics are wanted most when the database is away.
        logger.warning("the lag of the feed cannot be measured: %s", error)
    body = encode(REGISTRY)
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
