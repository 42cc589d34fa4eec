"""One-time codes, derived from the challenge's id, so that no code is stored in plain text before it is sent."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

DIGITS = 6


def code_of(challenge_id: UUID) -> str:
    """Return the challenge's code: six digits of an HMAC of its id. The bias of the modulus is below 2^-44."""
    return f"{int.from_bytes(_keyed(b'code', challenge_id)[:8]) % 10**DIGITS:0{DIGITS}}"


def code_hash(challenge_id: UUID, code: str) -> bytes:
    """Return the hash of a code for the database: 32 bytes, useless without OTP_HASH_KEY."""
    return _keyed(b"hash", challenge_id, code.encode())


def is_right(challenge_id: UUID, code: str, kept: bytes) -> bool:
    """Compare a guess with the stored hash in constant time."""
    return hmac.compare_digest(code_hash(challenge_id, code), kept)


def _keyed(purpose: bytes, challenge_id: UUID, data: bytes = b"") -> bytes:
    return hmac.new(settings.OTP_HASH_KEY.encode(), purpose + challenge_id.bytes + data, hashlib.sha256).digest()
