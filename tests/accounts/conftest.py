"""People of in-process tests. They sign in through the services, with the code that belongs to the challenge."""

from collections.abc import Callable

import pytest

from accounts import otp, services
from accounts.services import SignedIn
from tests.harness.people import new_phone_number

ADDRESS = "203.0.113.7"
SignIn = Callable[..., SignedIn]


@pytest.fixture
def number() -> str:
    return new_phone_number()


@pytest.fixture
def sign_in() -> SignIn:
    """Returns a function that signs in on a new device: `sign_in()` a new person, `sign_in(number)` a known one."""

    def signed_in(phone_number: str | None = None) -> SignedIn:
        challenge_id = services.request_code(phone_number or new_phone_number(), None, ADDRESS).challenge_id
        return services.verify_code(challenge_id, otp.code_of(challenge_id), "Phone", "android", ADDRESS)

    return signed_in
