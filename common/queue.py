"""The one place that queues tasks for workers, and knows whether a worker lives. Every queue is Celery's, on Redis."""

import logging
import time
from uuid import UUID

import redis
import redis.asyncio
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError as BrokerError
from structlog.contextvars import get_contextvars

from common.redis import NoRetry

logger = logging.getLogger(__name__)

# Each worker renews this key in Redis with its heartbeat.
WORKER_MARK = "parley:worker"


class _Broker:
    """Remembers whether the last task reached the broker, so that one outage is logged once."""

    away = False


def enqueue(queue: str, task: str, key: str | UUID, *ids: str | UUID | int) -> bool:
    """Queue `task` (its full name) with `ids` as its arguments; return False when the broker is away.

    Every task must bear being lost or repeated: a sweep over the database queues lost ones again. Tasks with one `key`
    (the id of a conversation or a challenge) belong to one partition, in order, where a queue has partitions; Celery's
    queues have none. UUIDs are sent as strings. The task logs with the id of the request that queues it.
    Waits REDIS_TIMEOUT_SECONDS at most for each answer of the broker, and blocks the thread meanwhile: a coroutine
    calls it in a thread. Raises only for a queue that no worker takes from.
    """
    try:
        # A connection of its own, because the pool's waits and tries again for six seconds.
        with current_app.connection_for_write() as connection:
            seconds = settings.REDIS_TIMEOUT_SECONDS
            connection.transport_options = (connection.transport_options or {}) | {
                "max_retries": 0,
                "socket_timeout": seconds,
                "socket_connect_timeout": seconds,
            }
            arguments = [str(one) if isinstance(one, UUID) else one for one in ids]
            headers = {name: value for name, value in get_contextvars().items() if name == "request_id"}
            current_app.send_task(
                task, args=arguments, queue=queue, connection=connection, retry=False, headers=headers
            )
    except (BrokerError, OSError) as error:
        if not _Broker.away:
            _Broker.away = True
            logger.warning("the broker is away, task %s is not queued: %s", task, type(error).__name__)
        return False
    if _Broker.away:
        _Broker.away = False
        logger.info("the broker is back")
    return True


def leave_mark() -> None:
    """Note that this worker lives. Redis forgets it after WORKER_GONE_SECONDS."""
    seconds = settings.REDIS_TIMEOUT_SECONDS
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds) as client:
            client.set(WORKER_MARK, 1, px=int(1000 * settings.WORKER_GONE_SECONDS))
    except redis.RedisError as error:
        logger.debug("the worker cannot leave its mark: %r", error)


class WorkerCheck:
    """Checks whether any worker lives. The result is reused for READY_CACHE_SECONDS."""

    def __init__(self) -> None:
        seconds = settings.REDIS_TIMEOUT_SECONDS
        self._redis = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds, retry=NoRetry()
        )
        self._lives = True
        self._checked_at = float("-inf")

    async def lives(self) -> bool:
        """Return whether a worker lives. The last result counts while Redis is away."""
        if time.monotonic() - self._checked_at > settings.READY_CACHE_SECONDS:
            self._checked_at = time.monotonic()
            try:
                self._lives = bool(await self._redis.exists(WORKER_MARK))
            except redis.RedisError as error:
                logger.debug("the mark of the workers cannot be read: %r", error)
        return self._lives

    async def close(self) -> None:
        """Close the connection."""
        await self._redis.aclose()
