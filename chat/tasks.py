"""Celery tasks of chat. Each may run any number of times."""

from celery import shared_task

from chat.services import receipt_history
from chat.services.minima import sweep_minima


@shared_task(name="chat.tasks.sweep_receipts")
def sweep_receipts() -> None:
    """Move up the minima of groups that a process which was killed left behind."""
    sweep_minima()


@shared_task(name="chat.tasks.keep_receipt_history")
def keep_receipt_history() -> None:
    """Make the next days of the history of receipts, and drop those over RECEIPT_HISTORY_DAYS."""
    receipt_history.keep_days()
