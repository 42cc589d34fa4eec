"""Phone numbers, as people type them and as they are stored (E.164)."""

import re

import phonenumbers

from common.errors import ApiError, invalid

_TYPED = re.compile(r"\+?[0-9()./ -]{4,32}")
REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)


def e164(typed: str, region: str | None) -> str:
    """Return `typed` in E.164.

    Raises ApiError `invalid`: field `region` not_a_choice, or field `phone_number` not_a_phone_number.
    """
    if region is not None and region not in REGIONS:
        raise invalid("region", "not_a_choice", "must be a two-letter country code in capitals")
    if not _TYPED.fullmatch(typed):
        raise _refused()
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        raise _refused() from None
    if not phonenumbers.is_valid_number(number):
        raise _refused()
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def calling_code(number: str) -> str:
    """Return the country calling code of an E.164 number: "49"."""
    return str(phonenumbers.parse(number, None).country_code)


def _refused() -> ApiError:
    return invalid("phone_number", "not_a_phone_number", "must be a phone number in E.164, or national with `region`")
