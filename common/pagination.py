"""Keyset pagination: page limits, and opaque, signed cursors."""

from typing import Any

from django.conf import settings
from django.core import signing

from common.errors import invalid

_signer = signing.Signer(salt="cursor")


def page_limit(raw: str | None, default: int | None = None, maximum: int | None = None) -> int:
    """Return `?limit=` as a number. Raises ApiError `invalid` unless 1 ≤ limit ≤ maximum."""
    default, maximum = default or settings.PAGE_ITEMS, maximum or settings.PAGE_ITEMS_MAX
    if raw is None:
        return default
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:9]) <= maximum and len(raw) < 9):
        raise invalid("limit", "out_of_range", f"must be a number from 1 to {maximum}")
    return int(raw)


def make_cursor(kind: str, key: list[Any]) -> str:
    """Return an opaque cursor for the list `kind`. Its page begins after `key` (JSON values)."""
    return _signer.sign_object([kind, key])


def read_cursor(kind: str, cursor: str) -> list[Any]:
    """Return the key in a cursor of the list `kind`. Raises ApiError `invalid` for any other string."""
    try:
        made_for, key = _signer.unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        made_for, key = None, None
    if made_for != kind or not isinstance(key, list):
        raise invalid("cursor", "wrong_value", "is not a cursor of this list")
    return key
