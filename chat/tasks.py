"""Celery tasks of chat. Each may run any number of times."""

from celery import shared_task

from chat.feed.passes import run_passes
from chat.services import receipt_history
from chat.services.minima import sweep_minima
from common.queue import enqueue


@shared_task(name="chat.tasks.sweep_receipts")
def sweep_receipts() -> None:
    """Move up the minima of groups that a killed process left behind."""
    sweep_minima()


@shared_task(name="chat.tasks.keep_receipt_history")
def keep_receipt_history() -> None:
    """Create the next partitions of the receipt history, and drop those older than RECEIPT_HISTORY_DAYS."""
    receipt_history.keep_days()


@shared_task(name="chat.tasks.run_feed")
def run_feed(*slots: int) -> None:
    """Hand the feed's consumers what changed in these slots (none named: in all); another task takes what is left."""
    if left := run_passes(slots):
        enqueue("default", "chat.tasks.run_feed", "feed", *left)
