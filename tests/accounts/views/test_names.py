"""Names that show nothing or mislead are refused, and user names that look like the operators' are reserved."""

from uuid import uuid4

import pytest

from common.text import BIDI_CONTROLS
from tests.chat.test_message_changes import say
from tests.groups.calls import make_group
from tests.harness.people import Person
from tests.harness.types import NewPerson

BLANK = ("\u200b", "\u2800\u3164", "\u0301\u0302", "\u200d\ufe0f", " \u2060 ")


@pytest.fixture
async def alice(new_person: NewPerson) -> Person:
    return await new_person("Alice")


async def test_a_name_that_shows_nothing_is_refused(alice: Person, new_person: NewPerson) -> None:
    bob = await new_person("Bob")
    group_id = await make_group(alice)
    message = {"recipient_id": str(bob.id), "client_message_id": str(uuid4())}
    for blank in BLANK:
        for method, path, body, field in (
            ("PATCH", "/users/me", {"name": blank}, "name"),
            ("PUT", f"/contacts/{bob.id}", {"alias": blank}, "alias"),
            ("POST", "/groups", {"name": blank, "member_ids": []}, "name"),
            ("PATCH", f"/groups/{group_id}", {"name": blank}, "name"),
            ("POST", "/messages", message | {"kind": "contact", "contact": {"name": blank}}, "contact.name"),
            ("POST", "/messages", message | {"kind": "poll", "poll": {"question": blank, "options": ["a", "b"]}},
             "poll.question"),
            ("POST", "/messages", message | {"kind": "poll", "poll": {"question": "?", "options": ["a", blank]}},
             "poll.options.1"),
        ):  # fmt: skip
            answer = await alice.rest.request(method, path, json=body)
            assert answer.status_code == 400, (path, blank)
            assert [(wrong["field"], wrong["code"]) for wrong in answer.json()["errors"]] == [(field, "too_short")]


async def test_invisible_characters_around_a_name_are_stripped(alice: Person) -> None:
    changed = await alice.rest.patch("/users/me", {"name": "\u200b\u2060 Ines ❤️\u200d\u3164"})
    assert changed.json()["name"] == "Ines ❤️"
    group_id = await make_group(alice, name="\ufeffTeam\u00ad")
    assert (await alice.rest.get(f"/groups/{group_id}")).json()["name"] == "Team"


async def test_a_name_with_a_bidirectional_control_is_refused(alice: Person) -> None:
    for control in BIDI_CONTROLS:
        for method, path in (("PATCH", "/users/me"), ("POST", "/groups")):
            answer = await alice.rest.request(method, path, json={"name": f"Ines{control}Falk"})
            assert answer.status_code == 400
            assert {(wrong["field"], wrong["code"]) for wrong in answer.json()["errors"]} == {("name", "wrong_format")}


async def test_user_names_like_those_of_the_operators_are_reserved(alice: Person) -> None:
    for username in ("support", "SUPPORT", "Supp0rt", "sup_port", "adrnin", "Adm1n", "parley", "he1p", "he_lp"):
        answer = await alice.rest.patch("/users/me", {"username": username, "about": "Hi"})
        assert (answer.status_code, answer.json()["code"]) == (400, "reserved"), username
        assert [(wrong["field"], wrong["code"]) for wrong in answer.json()["errors"]] == [("username", "reserved")]
    assert (await alice.rest.get("/users/me")).json()["about"] == ""
    free = f"supporter_{uuid4().hex[:8]}"
    assert (await alice.rest.patch("/users/me", {"username": free})).json()["username"] == free


async def test_the_scheme_of_a_link_may_be_in_capitals(alice: Person, new_person: NewPerson) -> None:
    bob = await new_person("Bob")
    for url in ("HTTPS://en.example/wiki/Foo_(bar)", "hTTp://en.example/a[1]"):
        link = {"type": "link", "offset": 0, "length": 1, "url": url}
        assert (await say(alice, bob, "x", entities=[link]))["entities"] == [link]
