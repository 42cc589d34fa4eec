"""The partitions of the receipt history, one per day: created in advance, dropped when they are old."""

import logging
from datetime import timedelta

from django.conf import settings

from chat.store import receipt_days
from common.clock import now

logger = logging.getLogger(__name__)


def keep_days() -> None:
    """Create the partitions from today to RECEIPT_HISTORY_DAYS_AHEAD, drop those older than RECEIPT_HISTORY_DAYS.

    Idempotent. A partition that another transaction has locked is left to the next call.
    """
    moment = now()
    today, oldest = moment.date(), moment - timedelta(days=settings.RECEIPT_HISTORY_DAYS)
    ahead = [today + timedelta(days=more) for more in range(settings.RECEIPT_HISTORY_DAYS_AHEAD + 1)]
    # A day goes only when its last moment is old enough, because a row of 23:59 must be kept as long as any other.
    old = [day for day in receipt_days.days() if day < oldest.date()]
    held = [day for day in ahead if not receipt_days.make(day)] + [day for day in old if not receipt_days.drop(day)]
    if held:
        logger.warning("partitions of the receipt history are left for the next call: %s", ", ".join(map(str, held)))
    receipt_days.clear_default(oldest)
