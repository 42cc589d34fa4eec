"""Answering a challenge: at most five guesses are checked; a right one makes a device and its tokens."""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from accounts import otp
from accounts.models import Device, OtpChallenge, User
from accounts.services.parts import mark_changed
from accounts.tokens import Pair, make_pair
from common.clock import now
from common.errors import ApiError
from common.limits import Charge, spend

_TAKE_A_GUESS = """
UPDATE accounts_otpchallenge SET attempts_left = attempts_left - 1
WHERE id = %s AND attempts_left > 0 AND used_at IS NULL AND expires_at > now()
RETURNING attempts_left, code_hash
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
    headers = spend(Charge("guesses_per_address", address))
    number = OtpChallenge.objects.filter(id=challenge_id).values_list("phone_number", flat=True).first()
    if number is None:
        raise ApiError("challenge_spent")
    headers = spend(Charge("guesses_per_number", number)) or headers
    _guess(challenge_id, code)
    with transaction.atomic():
        # Of two right answers at once, only one gets the row.
        if not OtpChallenge.objects.filter(id=challenge_id, used_at=None).update(used_at=now()):
            raise ApiError("challenge_spent")
        user, is_new = User.objects.get_or_create(phone_number=number)
        if user.suspended_at is None:
            mark_changed(user.id, "devices")
            device = Device.objects.create(user=user, name=device_name, platform=platform)
            pair = make_pair(user.id, device.id, device.refresh_generation, device.refresh_rotated_at)
            return SignedIn(user, device, pair, is_new, headers)
    # Outside the transaction, so that the code of a suspended person is spent as well.
    raise ApiError("not_allowed", "This account is suspended")


def _guess(challenge_id: UUID, code: str) -> None:
    # Committed before the comparison (autocommit), so that a guess counts even if the process dies, and parallel
    # guesses cannot exceed the limit.
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_A_GUESS, [challenge_id])
        row = cursor.fetchone()
    if row is None:
        raise ApiError("challenge_spent")
    attempts_left, kept = row
    if not otp.is_right(challenge_id, code, bytes(kept)):
        raise ApiError("invalid_code", extra={"attempts_left": min(attempts_left, settings.OTP_ATTEMPTS - 1)})
