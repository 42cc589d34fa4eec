"""The days of the history of receipts: made ahead, dropped when they are old."""

import logging
from datetime import timedelta

from django.conf import settings

from chat.store import receipt_days
from common.clock import now

logger = logging.getLogger(__name__)


def keep_days() -> None:
    """Make the days from today to RECEIPT_HISTORY_DAYS_AHEAD, and drop what is older than RECEIPT_HISTORY_DAYS.

    Idempotent. What somebody holds is left to the next call.
    """
    moment = now()
    today, oldest = moment.date(), moment - timedelta(days=settings.RECEIPT_HISTORY_DAYS)
    ahead = [today + timedelta(days=more) for more in range(settings.RECEIPT_HISTORY_DAYS_AHEAD + 1)]
    # The last moments of a day may still be asked for on the day after its own last.
    old = [day for day in receipt_days.days() if day < oldest.date()]
    held = [day for day in ahead if not receipt_days.make(day)] + [day for day in old if not receipt_days.drop(day)]
    if held:
        logger.warning("days of the history of receipts are left for later: %s", ", ".join(map(str, held)))
    receipt_days.clear_default(oldest)
