"""One's own profile over REST."""

import pytest

from common.ids import new_id


def username():
    return f"U{new_id().hex[-20:]}"


async def test_oneself_is_shown_with_the_number(new_person):
    alice = await new_person("alice")
    assert (await alice.rest.get("/users/me")).json() == {
        "id": str(alice.id),
        "name": "alice",
        "about": "",
        "username": None,
        "avatar": None,
        "phone_number": alice.phone_number,
    }


async def test_a_missing_field_stays_and_null_removes_it(new_person):
    alice, wanted = await new_person("alice"), username()
    await alice.rest.patch("/users/me", {"about": "  hi\nthere ", "username": wanted})
    changed = (await alice.rest.patch("/users/me", {"name": "  Älice "})).json()
    assert (changed["name"], changed["about"], changed["username"]) == ("Älice", "hi\nthere", wanted)
    changed = (await alice.rest.patch("/users/me", {"username": None, "about": ""})).json()
    assert (changed["name"], changed["about"], changed["username"]) == ("Älice", "", None)
    assert (await alice.rest.get("/users/me")).json() == changed


async def test_a_taken_username_is_refused(new_person):
    alice, bob, wanted = await new_person("alice"), await new_person("bob"), username()
    await alice.rest.patch("/users/me", {"username": wanted})
    answer = await bob.rest.patch("/users/me", {"username": wanted.lower()})
    assert answer.json()["errors"][0]["code"] == "taken"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"name": None}, "name", "wrong_type"),
        ({"name": 5}, "name", "wrong_type"),
        ({"name": ""}, "name", "too_short"),
        ({"name": "  \n "}, "name", "too_short"),
        ({"name": "x" * 65}, "name", "too_long"),
        ({"name": "a\nb"}, "name", "wrong_format"),
        ({"name": "a\u202eb"}, "name", "wrong_format"),
        ({"name": "a\x00b"}, "name", "nul_character"),
        ({"about": None}, "about", "wrong_type"),
        ({"about": "x" * 141}, "about", "too_long"),
        ({"about": ["x"]}, "about", "wrong_type"),
        ({"username": "abc"}, "username", "wrong_format"),
        ({"username": "abcd\n"}, "username", "wrong_format"),
        ({"username": "a" * 33}, "username", "wrong_format"),
        ({"username": "äbcde"}, "username", "wrong_format"),
        ({"username": "a\x00bcde"}, "username", "nul_character"),
        ({"avatar_id": str(new_id())}, "avatar_id", "unknown_field"),
        ({"phone_number": "+4915212345678"}, "phone_number", "unknown_field"),
        ({"is_staff": True}, "is_staff", "unknown_field"),
    ],
)
async def test_a_wrong_field_is_refused_and_nothing_changes(new_person, body, field, code):
    alice = await new_person("alice")
    answer = await alice.rest.patch("/users/me", {"about": "changed"} | body)
    assert answer.json()["code"] == "invalid"
    assert (field, code) in [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert (await alice.rest.get("/users/me")).json()["about"] == ""
