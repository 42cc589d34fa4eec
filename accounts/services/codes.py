"""One-time codes: requesting, sending and clearing up."""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from accounts import otp, sms
from accounts.models import OtpChallenge
from accounts.phone_numbers import calling_code, e164
from common.clock import now
from common.errors import ApiError
from common.ids import new_id
from common.limits import RETRY_WHEN_AWAY_SECONDS, Charge, charges_of_address, spend, wider_networks
from common.queue import enqueue

logger = logging.getLogger(__name__)

# The open challenge of a number is one row. A new challenge replaces it, also when several requests run at once.
_OPEN = """
INSERT INTO accounts_otpchallenge (id, phone_number, code_hash, attempts_left, created_at, expires_at, queued_at)
VALUES (%(id)s, %(phone_number)s, %(code_hash)s, %(attempts_left)s, %(created_at)s, %(expires_at)s, %(created_at)s)
ON CONFLICT (phone_number) WHERE used_at IS NULL DO UPDATE SET
    id = excluded.id, code_hash = excluded.code_hash, attempts_left = excluded.attempts_left,
    created_at = excluded.created_at, expires_at = excluded.expires_at, queued_at = excluded.queued_at, sent_at = NULL
"""


class Requested(NamedTuple):
    """An open challenge; `headers` are the RateLimit headers of the answer."""

    challenge_id: UUID
    expires_at: datetime
    resend_at: datetime
    headers: dict[str, str]


def request_code(typed_number: str, region: str | None, address: str) -> Requested:
    """Open a challenge for a number and queue the sending of its code; an older challenge of the number ends.

    Works the same for known and unknown numbers. Raises ApiError: `invalid`, `rate_limited`, and `unavailable` if
    Redis, which counts the limits and holds the queue, is away; then nothing has changed.
    """
    number = e164(typed_number, region)
    # The address first and by itself: whoever is over its limits must not spend what the number has.
    spend(*charges_of_address("codes", address))
    headers = spend(
        Charge("codes_per_number", number),
        Charge("codes_per_number_and_address", f"{number} {(address, *wider_networks(address))[-1]}"),
        Charge("codes_per_prefix", calling_code(number), shown=False),
        Charge("codes_in_all", "", shown=False),
    )
    moment, challenge_id = now(), new_id()
    expires_at = moment + timedelta(seconds=settings.OTP_LIFETIME_SECONDS)
    row = {
        "id": challenge_id,
        "phone_number": number,
        "code_hash": otp.code_hash(challenge_id, otp.code_of(challenge_id)),
        "attempts_left": settings.OTP_ATTEMPTS,
        "created_at": moment,
        "expires_at": expires_at,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, row)
            # The task is queued before the commit, so that all is rolled back without a broker. Its worker waits here.
            _lock_challenge(challenge_id)
        if not _queue(challenge_id):
            raise ApiError("unavailable", retry_after_seconds=RETRY_WHEN_AWAY_SECONDS)
    return Requested(challenge_id, expires_at, moment + timedelta(seconds=settings.OTP_RESEND_SECONDS), headers)


def send_code(challenge_id: UUID) -> None:
    """Send a challenge's code, unless it was sent or used, or has expired. Safe to repeat. Raises sms.SmsError.

    The lock is held while the provider is asked, so that of two workers one sends. A worker killed between the
    provider's answer and the commit leads to a second text with the same code.
    """
    with transaction.atomic():
        _lock_challenge(challenge_id)
        challenge = OtpChallenge.objects.filter(
            id=challenge_id, sent_at=None, used_at=None, expires_at__gt=now(), attempts_left__gt=0
        ).first()
        if challenge is None:
            return
        try:
            sms.send_code_text(challenge.phone_number, otp.code_of(challenge_id))
        except sms.SmsError as error:
            logger.warning("the code of challenge %s was not taken: %s", challenge_id, error)
            if error.temporary:
                raise
            # Refused for ever, so it must not be queued again.
            OtpChallenge.objects.filter(id=challenge_id).update(queued_at=challenge.expires_at)
            return
        OtpChallenge.objects.filter(id=challenge_id).update(sent_at=now())


def requeue_unsent_codes() -> int:
    """Queue codes again that were queued long ago and not sent; return their number.

    Their task was lost with the broker's data or a killed worker, or no provider took the text.
    """
    moment = now()
    waiting = OtpChallenge.objects.filter(
        sent_at=None,
        used_at=None,
        expires_at__gt=moment,
        queued_at__lt=moment - timedelta(seconds=settings.OTP_REQUEUE_SECONDS),
    )
    queued = 0
    for challenge_id in list(waiting.values_list("id", flat=True)):
        if not _queue(challenge_id):
            break
        queued += OtpChallenge.objects.filter(id=challenge_id).update(queued_at=moment)
    return queued


def clear_spent_challenges() -> int:
    """Delete challenges a day after they expired and return their number."""
    deleted, _ = OtpChallenge.objects.filter(expires_at__lt=now() - timedelta(days=1)).delete()
    return deleted


def _queue(challenge_id: UUID) -> bool:
    return enqueue("default", "accounts.tasks.send_code", challenge_id, challenge_id)


def _lock_challenge(challenge_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [challenge_id.int & 2**63 - 1])
