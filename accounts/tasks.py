"""Celery tasks of sign-in. Arguments are ids; every task may run any number of times."""

from typing import Any
from uuid import UUID

from celery import shared_task

from accounts import idempotency, services
from accounts.sms import SmsError

# Waits of 1 + 2 + 4 + 8 + 16 seconds; after that, the sweep queues the code again every OTP_REQUEUE_SECONDS.
SEND_RETRIES = 5


@shared_task(bind=True, max_retries=SEND_RETRIES, name="accounts.tasks.send_code")
def send_code(self: Any, challenge_id: str) -> None:  # noqa: ANN401 - celery's bound task
    """Send a challenge's code; if the provider does not take it, try again with growing pauses."""
    try:
        services.send_code(UUID(challenge_id))
    except SmsError as error:
        if self.request.retries < SEND_RETRIES:
            raise self.retry(countdown=error.retry_after_seconds or 2**self.request.retries) from None


@shared_task(name="accounts.tasks.requeue_unsent_codes")
def requeue_unsent_codes() -> None:
    """Queue codes again whose task was lost with the broker's data or a killed worker."""
    services.requeue_unsent_codes()


@shared_task(name="accounts.tasks.clear_spent_challenges")
def clear_spent_challenges() -> None:
    """Delete challenges that can no longer be used."""
    services.clear_spent_challenges()


@shared_task(name="accounts.tasks.clear_old_idempotency_keys")
def clear_old_idempotency_keys() -> None:
    """Delete old idempotency keys."""
    idempotency.clear_old_keys()
