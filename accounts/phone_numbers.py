"""Phone numbers, as people type them and as they are stored (E.164)."""

import re

import phonenumbers

from common.errors import ApiError, invalid

# Digits of every script, and the punctuation that phone numbers are written with, also full-width.
_TYPED = re.compile(
    r"[+\uff0b]?[\d()./ \[\]\u00a0\u2007\u202f\u3000\u2010-\u2015\u2212\u30fc\uff08\uff09\uff0d-\uff0f-]{4,32}"
)
# Invisible characters that a number copied from an address book or a web page brings along.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
# One line that is written in two ways, and the one in which it is stored.
_WRITTEN_ANEW = (
    # Since 2019 Mexican mobile numbers have no prefix: 1 from abroad, 01, 044 and 045 at home.
    (re.compile(r"\+52(?:0?1|04[45])(\d{10})"), r"+52\1"),
    # Argentine mobile numbers have a 9 when called from abroad, which people leave out. Texts reach only mobile phones.
    (re.compile(r"\+54([1-8]\d{9})"), r"+549\1"),
)
_LONGEST = 64
REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)


def e164(typed: str, region: str | None) -> str:
    """Return `typed` in E.164.

    Raises ApiError `invalid`: field `region` not_a_choice, or field `phone_number` not_a_phone_number.
    """
    if region is not None and region not in REGIONS:
        raise invalid("region", "not_a_choice", "must be a two-letter country code in capitals")
    if len(typed) > _LONGEST:
        raise _refused()
    visible = typed.translate(_INVISIBLE)
    try:
        number = phonenumbers.parse(visible, region)
    except phonenumbers.NumberParseException:
        raise _refused() from None
    if number.extension:
        raise _refused("must be without an extension")
    canonical = _canonical(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if not _TYPED.fullmatch(visible) or not _is_valid(canonical):
        raise _refused()
    return canonical


def calling_code(number: str) -> str:
    """Return the country calling code of an E.164 number: "49"."""
    return str(phonenumbers.parse(number, None).country_code)


def _canonical(number: str) -> str:
    for written, anew in _WRITTEN_ANEW:
        match = written.fullmatch(number)
        if match and _is_valid(match.expand(anew)):
            return match.expand(anew)
    return number


def _is_valid(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number, None))


def _refused(why: str = "must be a phone number in E.164, or national with `region`") -> ApiError:
    return invalid("phone_number", "not_a_phone_number", why)
