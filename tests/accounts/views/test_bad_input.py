"""Wrong input: each call answers with a documented 4xx status and writes nothing."""

import copy
import json

import pytest

from accounts.models import Device, OtpChallenge, User
from common.bridge import in_thread
from common.ids import new_id
from tests.harness.people import new_phone_number
from tests.harness.rest import Rest

OTP = {"phone_number": "+4915212345678", "region": "DE"}
VERIFY = {
    "challenge_id": str(new_id()),
    "code": "123456",
    "device": {"name": "Phone", "platform": "ios"},
    "refresh_in": "body",
}
REFRESH = {"refresh": "x"}
PROFILE = {"name": "Alice", "about": "hi", "username": "alice_a"}
CALLS = {"otp": ("POST", "/auth/otp", OTP), "verify": ("POST", "/auth/verify", VERIFY)}
CALLS |= {"refresh": ("POST", "/auth/refresh", REFRESH), "profile": ("PATCH", "/users/me", PROFILE)}

WRONG_VALUES = [0, -1, 1.5, 10**30, True, [], {}, [[]], "", "\x00", "a\x00b", "x" * 5000, "ä" * 300, "' OR 1=1 --"]
MALFORMED = {
    "nothing but a brace": b"{",
    "not an object": b"[]",
    "a string": b'"x"',
    "null": b"null",
    "NaN": b'{"phone_number": NaN}',
    "1e999": b'{"phone_number": 1e999}',
    "lone surrogate": b'{"phone_number": "\\ud800"}',
    "bad UTF-8": b'{"phone_number": "\xff\xfe"}',
    "deep": b'{"phone_number":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"device":' * 50_000,
    "UTF-16": '{"phone_number": "x"}'.encode("utf-16"),
    "a form": b"phone_number=x",
}


def paths(body, prefix=()):
    for name, value in body.items():
        yield (*prefix, name)
        if isinstance(value, dict):
            yield from paths(value, (*prefix, name))


def variants(body):
    """Yield bodies with one missing, one wrong or one unknown field, at every place."""
    for path in paths(body):
        for value in [*WRONG_VALUES, None, "missing"]:
            changed = copy.deepcopy(body)
            place = changed
            for name in path[:-1]:
                place = place[name]
            if value == "missing":
                del place[path[-1]]
            else:
                place[path[-1]] = value
            yield changed
    yield body | {"unknown": 1}
    yield body | {"": None}


@pytest.fixture
async def rest(new_person):
    alice = await new_person("alice")
    return alice.rest


def counted():
    return (User.objects.count(), Device.objects.count(), OtpChallenge.objects.filter(code_hash=b"").count())


@pytest.mark.parametrize("call", ["verify", "refresh"])
async def test_no_wrong_field_signs_in(rest, call):
    method, path, body = CALLS[call]
    before = await in_thread(counted)
    for changed in variants(body):
        answer = await rest.request(method, path, json=changed)
        assert 400 <= answer.status_code < 500, changed
    assert await in_thread(counted) == before


async def test_no_wrong_field_asks_for_a_code(rest):
    number = new_phone_number()
    for changed in variants({"phone_number": number, "region": "DE"}):
        answer = await rest.request("POST", "/auth/otp", json=changed)
        if changed in ({"phone_number": number}, {"phone_number": number, "region": None}):
            assert answer.status_code == 202
        else:
            assert answer.status_code == 400, changed


async def test_no_wrong_field_changes_a_profile(rest):
    before = (await rest.get("/users/me")).json()
    # The username is already wrong, so no variant is right by chance, except those that remove the username.
    for changed in variants({"name": "Alice", "about": "hi", "username": "x"}):
        if changed.get("username") is None:
            continue
        answer = await rest.request("PATCH", "/users/me", json=changed)
        assert answer.status_code == 400, changed
    assert (await rest.get("/users/me")).json() == before


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
async def test_a_body_that_is_not_json_is_refused(rest, call, content):
    method, path, _ = CALLS[call]
    answer = await rest.request(method, path, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["code"] in {"malformed_json", "invalid"}


@pytest.mark.parametrize("call", CALLS)
async def test_other_media_types_are_refused(rest, call):
    method, path, body = CALLS[call]
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"):
        answer = await rest.request(method, path, content=json.dumps(body), headers={"Content-Type": kind})
        assert answer.json()["code"] == "unsupported_media_type"


@pytest.mark.parametrize("call", CALLS)
async def test_a_body_over_the_limit_is_too_large(rest, call):
    method, path, _ = CALLS[call]
    content = b'{"x": "' + b"a" * 1_100_000 + b'"}'
    answer = await rest.request(method, path, content=content, headers={"Content-Type": "application/json"})
    assert answer.json()["code"] == "too_large"


async def test_other_methods_are_refused(rest):
    for method, path in (("GET", "/auth/otp"), ("PUT", "/users/me"), ("POST", "/devices"), ("DELETE", "/auth/verify")):
        assert (await rest.request(method, path)).json()["code"] == "method_not_allowed"


@pytest.fixture
async def anybody(web):
    client = Rest(web[0])
    yield client
    await client.close()


AUTHORIZATIONS = ["", "Bearer", "Basic YTpi", "Bearer a b", "Bearer " + "a" * 4000, "Bearer a.b.c", "Token x"]


@pytest.mark.parametrize("authorization", AUTHORIZATIONS)
async def test_a_wrong_header_is_not_signed_in(anybody, authorization):
    for method, path in (("GET", "/users/me"), ("PATCH", "/users/me"), ("GET", "/devices"), ("POST", "/auth/logout")):
        answer = await anybody.request(method, path, headers={"Authorization": authorization})
        assert answer.json()["code"] == "not_authenticated"


async def test_a_refresh_token_is_no_access_token(anybody, new_person):
    alice = await new_person()
    answer = await anybody.get("/users/me", headers={"Authorization": f"Bearer {alice.refresh}"})
    assert answer.json()["code"] == "not_authenticated"
    assert (await anybody.post("/auth/refresh", {"refresh": alice.access})).json()["code"] == "not_authenticated"
