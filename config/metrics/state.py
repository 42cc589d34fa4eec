"""Metrics that are read at each scrape: what the process holds at that moment."""

from collections.abc import Iterator

from django.db import connections
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from typing_extensions import override

from common.bridge import ALL_THREADS
from common.database import pool_stats
from delivery.connection import WakingConnection, open_connections
from delivery.metrics import fan_out
from delivery.publisher import publisher
from delivery.router import router

Family = GaugeMetricFamily | CounterMetricFamily


class State(Collector):
    """The process's sockets, router, publisher and pools."""

    # Without this method the registry would collect once to learn the names, before there is a loop.
    def describe(self) -> list[Family]:
        """Return no names, because collecting them needs a running process."""
        return []

    @override
    def collect(self) -> Iterator[Family]:
        yield from sockets()
        yield from deliveries()
        yield from pools()
        yield from services()


def sockets() -> Iterator[Family]:
    """Yield how many sockets, long polls and people are connected."""
    polls = [isinstance(connection, WakingConnection) for connection in open_connections()]
    yield GaugeMetricFamily("parley_sockets_open", "WebSockets that are open.", len(polls) - sum(polls))
    yield GaugeMetricFamily("parley_long_polls_waiting", "GET /sync requests that wait for news.", sum(polls))
    people = router().people
    yield GaugeMetricFamily("parley_people_connected", "People with a socket or long poll here.", len(people.persons))
    yield GaugeMetricFamily("parley_conversations_held", "Conversations of people connected here.", len(people.rooms))


def deliveries() -> Iterator[Family]:
    """Yield how many updates were delivered, and how many were dropped."""
    yield CounterMetricFamily("parley_update_frames", "Updates given to sockets, once per socket.", fan_out.frames)
    yield GaugeMetricFamily("parley_redis_up", "1 while updates of other processes arrive.", router().redis_available)
    yield CounterMetricFamily("parley_publish_dropped", "Updates that Redis did not accept.", publisher().dropped)


def pools() -> Iterator[Family]:
    """Yield the use of both pools of connections to PostgreSQL: the event loop's, and the one of Django's threads."""
    held = GaugeMetricFamily(
        "parley_database_pool_connections", "Connections of a pool, by what they do.", labels=["pool", "state"]
    )
    waiting = GaugeMetricFamily("parley_database_pool_waiting", "Requests that wait for a connection.", labels=["pool"])
    failed = CounterMetricFamily(
        "parley_database_pool_timeouts", "Requests that waited for a connection in vain.", labels=["pool"]
    )
    # The stubs do not know PostgreSQL's pool.
    of_threads: dict[str, int] = connections["default"].pool.get_stats()  # type: ignore[attr-defined]
    for pool, stats in (("loop", pool_stats()), ("threads", of_threads)):
        idle = stats.get("pool_available", 0)
        held.add_metric([pool, "idle"], idle)
        held.add_metric([pool, "used"], stats.get("pool_size", 0) - idle)
        waiting.add_metric([pool], stats.get("requests_waiting", 0))
        failed.add_metric([pool], stats.get("requests_errors", 0))
    yield from (held, waiting, failed)


def services() -> Iterator[Family]:
    """Yield how many calls of sync services wait for a thread, and for how long no thread has become free."""
    waiting = GaugeMetricFamily("parley_thread_queue_items", "Calls that wait for a thread.", labels=["threads"])
    stuck = GaugeMetricFamily(
        "parley_threads_stuck_seconds", "How long all threads have been busy with the same calls.", labels=["threads"]
    )
    for threads in ALL_THREADS:
        waiting.add_metric([threads.name], threads.waiting())
        stuck.add_metric([threads.name], threads.stuck_seconds())
    yield from (waiting, stuck)
