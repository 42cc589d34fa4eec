"""Which tokens are accepted."""

import base64
import json
from datetime import timedelta

import jwt
import pytest
from django.conf import settings

from accounts.tokens import make_pair, read_access, read_refresh
from common.clock import now
from common.errors import ApiError
from common.ids import new_id

ALICE, PHONE = new_id(), new_id()


def access_claims(**changes: object):
    moment = int(now().timestamp())
    claims = {
        "token_type": "access",
        "iat": moment,
        "exp": moment + 60,
        "jti": "0",
        "sub": str(ALICE),
        "device": str(PHONE),
        "generation": 1,
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def signed(claims, key=settings.JWT_SIGNING_KEY, algorithm="HS256"):
    return jwt.encode(claims, key, algorithm=algorithm)


def unsigned(claims):
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def altered(token):
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["sub"] = str(new_id())
    return ".".join((head, base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode(), signature))


def test_a_token_signs_its_device_in():
    moment = now()
    identity = read_access(make_pair(ALICE, PHONE, 3, moment).access)
    assert identity[:3] == (ALICE, PHONE, 3)
    assert identity.expires_at == (moment + timedelta(seconds=settings.ACCESS_TOKEN_SECONDS)).replace(microsecond=0)


def test_a_pair_can_be_made_again():
    moment = now()
    assert make_pair(ALICE, PHONE, 3, moment) == make_pair(ALICE, PHONE, 3, moment)
    assert make_pair(ALICE, PHONE, 3, moment) != make_pair(ALICE, PHONE, 4, moment)


REFUSED = {
    "empty": "",
    "not a token": "abc",
    "not ascii": "ä.ö.ü",
    "too long": "a" * 100_000,
    "alg none": unsigned(access_claims()),
    "other algorithm": signed(access_claims(), algorithm="HS512"),
    "other key": signed(access_claims(), key="k" * 64),
    "altered": altered(signed(access_claims())),
    "expired": signed(access_claims(exp=int(now().timestamp()) - 1)),
    "refresh": make_pair(ALICE, PHONE, 1, now()).refresh,
    "no expiry": signed(access_claims(exp=None)),
    "no type": signed(access_claims(token_type=None)),
    "no person": signed(access_claims(sub=None)),
    "no device": signed(access_claims(device=None)),
    "no generation": signed(access_claims(generation=None)),
    "person no id": signed(access_claims(sub="alice")),
    "device a list": signed(access_claims(device=[])),
}


@pytest.mark.parametrize("token", REFUSED.values(), ids=REFUSED)
def test_any_other_token_is_not_signed_in(token):
    with pytest.raises(ApiError) as raised:
        read_access(token)
    assert raised.value.code == "not_authenticated"


def test_an_access_token_cannot_refresh():
    with pytest.raises(ApiError):
        read_refresh(make_pair(ALICE, PHONE, 1, now()).access)
