"""What is open to everybody: signing in, and the description of the API."""

from tests.authorisation.cells import SIGN_IN, Allow, Row
from tests.authorisation.effects.signing_in import (
    asks_for_code,
    challenge_opened,
    describes_rest,
    describes_socket,
    new_pair_lets_in,
    number_to_call,
    signed_in,
)

OPENED = Allow(202, challenge_opened)
SIGNED_IN = Allow(200, signed_in)
REFRESHED = Allow(200, new_pair_lets_in)
REST = Allow(200, describes_rest)
SOCKET = Allow(200, describes_socket)
DEVICE = {"name": "Test device", "platform": "web"}

ROWS = [
    Row("POST", "auth/otp", OPENED, OPENED, OPENED, OPENED, OPENED,
        body={"phone_number": "{number}"}, prepare=number_to_call),
    Row("POST", "auth/verify", SIGNED_IN, SIGNED_IN, SIGNED_IN, SIGNED_IN, SIGNED_IN,
        body={"challenge_id": "{challenge}", "code": "{code}", "device": DEVICE}, prepare=asks_for_code),
    # Alice's own refresh token is in its place here.
    Row("POST", "auth/refresh", SIGN_IN, REFRESHED, REFRESHED, REFRESHED, REFRESHED,
        body={"refresh": "{refresh}"}, each={"refresh": REFRESHED}),
    Row("GET", "schema", REST, REST, REST, REST, REST),
    Row("GET", "schema/socket", SOCKET, SOCKET, SOCKET, SOCKET, SOCKET),
]  # fmt: skip
