"""Changing one's profile."""

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


def test_what_changes_nothing_moves_nothing(sign_in):
    alice = sign_in()
    services.update_profile(alice.user.id, {"name": "Alice", "about": "hi"})
    before = xid(alice)
    services.update_profile(alice.user.id, {"name": "Alice"})
    services.update_profile(alice.user.id, {})
    assert xid(alice) == before


def test_a_username_is_one_persons_in_any_spelling(sign_in):
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


def test_of_many_who_want_a_username_one_gets_it(sign_in):
    people, wanted = [sign_in() for _ in range(5)], username()

    def wish(person):
        return lambda: services.update_profile(person.user.id, {"username": wanted})

    outcomes = at_once(*map(wish, people))
    refusals = [outcome.errors[0].code for outcome in outcomes if isinstance(outcome, ApiError)]
    assert refusals == ["taken"] * 4
