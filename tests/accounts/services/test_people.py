"""Changing one's own profile."""

import pytest

from accounts import services
from accounts.models import User
from common.errors import ApiError
from common.ids import new_id
from tests.accounts.parallel import at_once


def username():
    return f"u{new_id().hex[-20:]}"


def xid(person):
    return User.objects.get(id=person.user.id).profile_xid


def test_a_change_moves_profile_xid_and_nothing_else(sign_in):
    alice = sign_in()
    before = User.objects.get(id=alice.user.id)
    services.update_profile(alice.user.id, {"name": "Alice"})
    after = User.objects.get(id=alice.user.id)
    assert (after.name, after.about) == ("Alice", "")
    assert after.profile_xid > before.profile_xid
    assert (after.devices_xid, after.contacts_xid) == (before.devices_xid, before.contacts_xid)


def test_a_write_that_changes_nothing_moves_no_xid(sign_in):
    alice = sign_in()
    services.update_profile(alice.user.id, {"name": "Alice", "about": "hi"})
    before = xid(alice)
    services.update_profile(alice.user.id, {"name": "Alice"})
    services.update_profile(alice.user.id, {})
    assert xid(alice) == before


def test_a_username_belongs_to_one_person_in_upper_and_lower_case(sign_in):
    alice, bob, wanted = sign_in(), sign_in(), username()
    services.update_profile(alice.user.id, {"username": wanted})
    with pytest.raises(ApiError) as raised:
        services.update_profile(bob.user.id, {"username": wanted.upper(), "name": "Bob"})
    assert [(error.field, error.code) for error in raised.value.errors] == [("username", "taken")]
    assert User.objects.get(id=bob.user.id).name == ""
    assert xid(bob) == 0
    services.update_profile(alice.user.id, {"username": wanted.upper()})


def test_a_username_given_up_is_free(sign_in):
    alice, bob, wanted = sign_in(), sign_in(), username()
    services.update_profile(alice.user.id, {"username": wanted})
    services.update_profile(alice.user.id, {"username": None})
    assert services.update_profile(bob.user.id, {"username": wanted}).username == wanted


def test_only_one_of_many_people_gets_the_same_username(sign_in):
    people, wanted = [sign_in() for _ in range(5)], username()

    def wish(person):
        return lambda: services.update_profile(person.user.id, {"username": wanted})

    outcomes = at_once(*map(wish, people))
    refusals = [outcome.errors[0].code for outcome in outcomes if isinstance(outcome, ApiError)]
    assert refusals == ["taken"] * 4
