"""How far the feed's consumers are behind, for operators."""

from chat import metrics
from chat.feed.consumers import consumers
from chat.store import feed
from chat.store.feed import Lag
from common.database import connection


async def lags() -> list[Lag]:
    """Return the lag of every consumer that has begun."""
    names = [consumer.name for consumer in consumers()]
    if not names:
        return []
    async with connection() as database:
        return await feed.lags(database, names)


async def measure_lags() -> None:
    """Set the metric of each consumer. Database errors come out as they are; the metric then has no values."""
    metrics.FEED_LAG.clear()
    for lag in await lags():
        metrics.FEED_LAG.labels(lag.consumer).set(lag.seconds)
