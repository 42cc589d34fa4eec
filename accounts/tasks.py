"""Celery tasks of signing in. Arguments are ids; each may run any number of times."""

from typing import Any
from uuid import UUID

from celery import shared_task

from accounts import idempotency, services
from accounts.sms import SmsError

# 1 + 2 + 4 + 8 + 16 seconds of waiting; after that the sweep carries on every OTP_REQUEUE_SECONDS.
SEND_RETRIES = 5


@shared_task(bind=True, max_retries=SEND_RETRIES, name="accounts.tasks.send_code")
def send_code(self: Any, challenge_id: str) -> None:  # noqa: ANN401 - celery's bound task
    """Send a challenge's code; while the provider takes none, try again with growing pauses."""
    try:
        services.send_code(UUID(challenge_id))
    except SmsError as error:
        if self.request.retries < SEND_RETRIES:
            raise self.retry(countdown=error.retry_after_seconds or 2**self.request.retries) from None


@shared_task(name="accounts.tasks.requeue_unsent_codes")
def requeue_unsent_codes() -> None:
    """Queue again what a broker without memory or a dead worker lost."""
    services.requeue_unsent_codes()


@shared_task(name="accounts.tasks.clear_spent_challenges")
def clear_spent_challenges() -> None:
    """Delete challenges nobody can use any more."""
    services.clear_spent_challenges()


@shared_task(name="accounts.tasks.clear_old_idempotency_keys")
def clear_old_idempotency_keys() -> None:
    """Forget the keys of writes nobody repeats any more."""
    idempotency.clear_old_keys()
