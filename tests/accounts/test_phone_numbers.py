"""Phone numbers as people type them, and as they are stored."""

import pytest

from accounts.phone_numbers import calling_code, e164
from common.errors import ApiError


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("+4915212345678", None, "+4915212345678"),
        ("+49 (152) 1234-5678", None, "+4915212345678"),
        ("0152 12345678", "DE", "+4915212345678"),
        ("+4915212345678", "US", "+4915212345678"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("+49 30 2345678\u0669", None, "+493023456789"),
        ("+\u0664\u0669\u0663\u0660\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669", None, "+493023456789"),
        ("\u06f0\u06f3\u06f0 \u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9", "DE", "+493023456789"),
        ("\uff0b\uff14\uff19\uff13\uff10\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19", None, "+493023456789"),
        ("+\u096a\u096f 30 \u0968\u0969\u096a\u096b\u096c\u096d\u096e\u096f", None, "+493023456789"),
        ("\uff08\uff10\uff13\uff10\uff09\uff12\uff13\uff14\uff15\uff0d\uff16\uff17\uff18\uff19", "DE", "+493023456789"),
        ("\u202a+49\u00a030\u20112345\u20136789\u202c", None, "+493023456789"),
        ("\u2066+49 30\u200b23456789\u2069", None, "+493023456789"),
        ("+49 (0) 30 23456789", None, "+493023456789"),
    ],
)
def test_a_number_is_stored_in_e164(typed, region, kept):
    assert e164(typed, region) == kept


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("", None),
        ("0152 12345678", None),
        ("015212345678", "US"),
        ("+49", None),
        ("+4915212345678901234", None),
        ("+1" + "0" * 10, None),
        ("+49 30 234567\u00b2", None),
        ("+49 30 \u2462\u2462\u2462\u2462\u2462\u2462\u2462", None),
        ("+521551234567", None),
        ("110", "DE"),
        ("1-800-FLOWERS", "US"),
        ("+" * 30, None),
        ("+4915212345678\n", None),
        ("9" * 100_000, None),
    ],
)
def test_an_invalid_number_has_one_error(typed, region):
    with pytest.raises(ApiError) as raised:
        e164(typed, region)
    assert [(error.field, error.code) for error in raised.value.errors] == [("phone_number", "not_a_phone_number")]


@pytest.mark.parametrize(
    "extension",
    [" ext. 5", "x5", " x5", ";ext=5", "#5", " # 5", ",5", " extension 5", " \uff585", " доб. 5", " ext. \u0665"],
)
def test_an_extension_is_refused_with_a_reason(extension):
    with pytest.raises(ApiError) as raised:
        e164("+49 30 2345678" + extension, None)
    [error] = raised.value.errors
    assert (error.field, error.code) == ("phone_number", "not_a_phone_number")
    assert "extension" in error.detail


@pytest.mark.parametrize(
    ("writings", "stored"),
    [
        (
            [
                ("+5215512345678", None),
                ("+525512345678", None),
                ("+52 1 55 1234 5678", None),
                ("55 1234 5678", "MX"),
                ("01 55 1234 5678", "MX"),
                ("044 55 1234 5678", "MX"),
                ("1 55 1234 5678", "MX"),
            ],
            "+525512345678",
        ),
        (
            [
                ("+5491123456789", None),
                ("+541123456789", None),
                ("+54 9 11 2345 6789", None),
                ("11 2345 6789", "AR"),
                ("011 15 2345 6789", "AR"),
                ("9 11 2345 6789", "AR"),
            ],
            "+5491123456789",
        ),
    ],
    ids=["Mexico", "Argentina"],
)
def test_every_writing_of_a_number_is_the_same_number(writings, stored):
    assert [e164(*writing) for writing in writings] == [stored] * len(writings)


@pytest.mark.parametrize("region", ["", "XX", "de", "DEU", "001"])
def test_a_region_must_exist(region):
    with pytest.raises(ApiError) as raised:
        e164("0152 12345678", region)
    assert [(error.field, error.code) for error in raised.value.errors] == [("region", "not_a_choice")]


def test_the_calling_code_is_the_country():
    assert calling_code("+12015550123") == "1"
    assert calling_code("+4915212345678") == "49"
