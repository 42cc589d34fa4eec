"""Metrics of delivery. What happens once per socket is counted in a plain number, which is read at each scrape."""

from prometheus_client import Counter, Gauge, Histogram


class FanOut:
    """How many updates were given to sockets, counted once per socket, including those that a full socket missed."""

    __slots__ = ("frames",)

    def __init__(self) -> None:
        self.frames = 0


fan_out = FanOut()

SKIPPED = Counter("parley_update_frames_skipped", "Updates that a full socket did not get.")
STUCK = Counter("parley_sockets_stuck", "Sockets cut because the client read nothing.")
RESYNCS = Counter("parley_resyncs", "`resync` updates: these sockets may have missed something.", ["reason"])
PUBLISHED = Counter("parley_published_updates", "Updates that Redis accepted from this process.")
PUBLISH_QUEUE = Gauge("parley_publish_queue_items", "Updates that wait for Redis.")
POLL_SECONDS = Histogram(
    "parley_poll_duration_seconds",
    "One poll of PostgreSQL for changes.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
POLL_UPDATES = Counter("parley_poll_updates", "Updates that polls found, whether live delivery had lost them or not.")
POLL_FAILURES = Counter("parley_poll_failures", "Polls that failed or took too long.", ["poll"])
