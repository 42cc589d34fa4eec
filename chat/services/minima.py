"""The sweep over the minima of groups. It repairs a group whose process died between a send and its receipts."""

from django.conf import settings

from chat.commit.receipts import receipt_update
from chat.store import minima
from common.database import retried
from delivery.publish import publish

# The transaction id up to which this process has swept.
_swept_to: int | None = None


def sweep_minima() -> int:
    """Move up the minima that are behind, and return the number of groups.

    Looks at groups that changed since the last sweep of this process. The first sweep looks at the latest
    RECEIPTS_SWEEP_XIDS transactions. Idempotent.
    """
    global _swept_to
    until = minima.oldest_running()
    since = until - settings.RECEIPTS_SWEEP_XIDS if _swept_to is None else _swept_to
    moved = 0
    while groups := minima.behind(since, settings.RECEIPTS_SWEEP_GROUPS):
        rows = retried(minima.move)(groups)
        publish([receipt_update(row) for row in rows])
        moved += len(rows)
        if len(groups) < settings.RECEIPTS_SWEEP_GROUPS:
            break
    _swept_to = until
    return moved
