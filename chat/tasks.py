"""Celery tasks of chat. Each may run any number of times."""

from celery import shared_task

from chat.services import receipt_history
from chat.services.minima import sweep_minima


@shared_task(name="chat.tasks.sweep_receipts")
def sweep_receipts() -> None:
    """Move up the minima of groups that a killed process left behind."""
    sweep_minima()


@shared_task(name="chat.tasks.keep_receipt_history")
def keep_receipt_history() -> None:
    """Create the next partitions of the receipt history, and drop those older than RECEIPT_HISTORY_DAYS."""
    receipt_history.keep_days()
