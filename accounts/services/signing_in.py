"""Answering a challenge: at most five guesses are checked; a right one makes a device and its tokens."""

import logging
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from accounts import otp
from accounts.metrics import WRONG_CODES, WRONG_CODES_OVER_BUDGET
from accounts.models import Device, OtpChallenge, User
from accounts.services.devices import revoke_surplus_devices
from accounts.services.parts import mark_changed
from accounts.tokens import Pair, make_pair
from common.clock import now
from common.errors import ApiError
from common.limits import Charge, charges_of_address, has_room, spend

logger = logging.getLogger(__name__)

_TAKE_A_GUESS = """
UPDATE accounts_otpchallenge SET attempts_left = attempts_left - 1
WHERE id = %s AND attempts_left > 0 AND used_at IS NULL AND expires_at > now()
RETURNING phone_number, attempts_left, code_hash
"""


class SignedIn(NamedTuple):
    """The person who signed in, the new device and its tokens; `headers` are the RateLimit headers of the answer."""

    user: User
    device: Device
    pair: Pair
    is_new_user: bool
    headers: dict[str, str]


def verify_code(challenge_id: UUID, code: str, device_name: str, platform: str, address: str) -> SignedIn:
    """Sign in with a code: make the person if the number is new, and a device.

    Raises ApiError: `invalid_code` with `attempts_left`; `challenge_spent` after the fifth guess, for used, expired and
    unknown challenges; `not_allowed` for suspended people (only after a right code); `rate_limited`, `unavailable`.
    """
    headers = spend(*charges_of_address("guesses", address))
    number = _guess(challenge_id, code)
    with transaction.atomic():
        # Of two right answers at once, only one gets the row.
        if not OtpChallenge.objects.filter(id=challenge_id, used_at=None).update(used_at=now()):
            raise ApiError("challenge_spent")
        user, is_new = User.objects.get_or_create(phone_number=number)
        if user.suspended_at is None:
            mark_changed(user.id, "devices")
            device = Device.objects.create(user=user, name=device_name, platform=platform)
            revoke_surplus_devices(user.id)
            pair = make_pair(user.id, device.id, device.refresh_generation, device.refresh_rotated_at)
            return SignedIn(user, device, pair, is_new, headers)
    # Outside the transaction, so that the code of a suspended person is spent as well.
    raise ApiError("not_allowed", "This account is suspended")


def _guess(challenge_id: UUID, code: str) -> str:
    """Return the phone number that a right code proves.

    A guess at a spent challenge costs only the guesser's address, and a right code costs nobody else, so that no
    guesses of others can keep the owner of the number out.
    """
    # Committed before the comparison (autocommit), so that a guess counts even if the process dies, and parallel
    # guesses cannot exceed the limit.
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_A_GUESS, [challenge_id])
        row = cursor.fetchone()
    if row is None:
        raise ApiError("challenge_spent")
    number, attempts_left, kept = row
    if otp.is_right(challenge_id, code, bytes(kept)):
        return str(number)
    attempts_left = _count_wrong_code(challenge_id, min(attempts_left, settings.OTP_ATTEMPTS - 1))
    spend(Charge("guesses_per_number", number))
    raise ApiError("invalid_code", extra={"attempts_left": attempts_left})


def _count_wrong_code(challenge_id: UUID, attempts_left: int) -> int:
    """Count a wrong code of anybody; return how many attempts its challenge still has.

    Many wrong codes in all are an attack on many numbers at once. It gets one guess per code instead of five.
    """
    WRONG_CODES.inc()
    if has_room(Charge("wrong_codes_in_all", "")):
        return attempts_left
    WRONG_CODES_OVER_BUDGET.inc()
    if has_room(Charge("wrong_codes_alerts", "")):
        logger.error("too many wrong codes in all: until this ends, each wrong code ends its challenge")
    OtpChallenge.objects.filter(id=challenge_id, used_at=None).update(attempts_left=0)
    return 0
