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
        ("+4915212345678;ext=5", None),
        ("+4915212345678 x5", None),
        ("\uff0b4915212345678", None),
        ("+٤٩١٥٢١٢٣٤٥٦٧٨", None),
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


@pytest.mark.parametrize("region", ["", "XX", "de", "DEU", "001"])
def test_a_region_must_exist(region):
    with pytest.raises(ApiError) as raised:
        e164("0152 12345678", region)
    assert [(error.field, error.code) for error in raised.value.errors] == [("region", "not_a_choice")]


def test_the_calling_code_is_the_country():
    assert calling_code("+12015550123") == "1"
    assert calling_code("+4915212345678") == "49"
