"""Metrics of delivery. What happens for every socket is a plain number, read when it is asked for."""

from prometheus_client import Counter, Gauge, Histogram


class FanOut:
    """How many updates were handed to sockets, one counted for each socket; those that were skipped included."""

    __slots__ = ("frames",)

    def __init__(self) -> None:
        self.frames = 0


fan_out = FanOut()

SKIPPED = Counter("parley_update_frames_skipped", "Updates a socket did not get because it was full.")
STUCK = Counter("parley_sockets_stuck", "Sockets cut off because the client took nothing.")
RESYNCS = Counter("parley_resyncs", "Sockets told that they may have missed something.", ["reason"])
PUBLISHED = Counter("parley_published_updates", "Updates that Redis took from this process.")
PUBLISH_QUEUE = Gauge("parley_publish_queue_items", "Updates that wait for Redis.")
POLL_SECONDS = Histogram(
    "parley_poll_duration_seconds",
    "One question to PostgreSQL for what changed.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
POLL_UPDATES = Counter("parley_poll_updates", "What polls found changed and told again, lost before or not.")
POLL_FAILURES = Counter("parley_poll_failures", "Polls that failed or took too long.", ["poll"])
