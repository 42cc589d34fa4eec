"""Which parts of a person other people see, and how many queries that takes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import selectors, services
from accounts.models import User
from accounts.privacy import AUDIENCES, seen_by, shows
from common.clock import now
from common.errors import ApiError
from common.ids import new_id


def shown(owner, viewer):
    """Return the owner's profile as the viewer sees it."""
    person = seen_by(viewer.user.id).get(id=owner.user.id)
    return {part for part in AUDIENCES if shows(person, part, viewer.user.id)}


@pytest.mark.parametrize("part", AUDIENCES)
def test_each_part_has_its_own_audience(sign_in, part):
    owner, friend, stranger = sign_in(), sign_in(), sign_in()
    services.put_contact(owner.user.id, friend.user.id, "")
    # The owner's contacts count, not the people who have the owner as a contact.
    services.put_contact(stranger.user.id, owner.user.id, "")
    others = set(AUDIENCES) - {part}
    for audience, by_friend, by_stranger in (
        ("everyone", {part}, {part}),
        ("contacts", {part}, set()),
        ("nobody", set(), set()),
    ):
        services.update_privacy(owner.user.id, {part: audience})
        assert shown(owner, friend) == others | by_friend
        assert shown(owner, stranger) == others | by_stranger
        assert shown(owner, owner) == set(AUDIENCES)


def test_a_blocked_person_sees_the_same_as_with_the_audience_nobody(sign_in):
    owner, blocked = sign_in(), sign_in()
    services.update_profile(owner.user.id, {"name": "Olga", "about": "About me"})
    services.put_contact(owner.user.id, blocked.user.id, "")
    whole = selectors.profile_of(owner.user.id, blocked.user.id)
    assert whole["about"] == "About me"
    services.block(owner.user.id, blocked.user.id)
    assert shown(owner, blocked) == set()
    as_blocked = selectors.profile_of(owner.user.id, blocked.user.id)
    assert as_blocked == whole | {"about": ""}
    # Blocking hides nothing from the person who blocks.
    assert shown(blocked, owner) == set(AUDIENCES)
    services.unblock(owner.user.id, blocked.user.id)
    services.update_privacy(owner.user.id, dict.fromkeys(AUDIENCES, "nobody"))
    assert selectors.profile_of(owner.user.id, blocked.user.id) == as_blocked
    assert shown(owner, blocked) == set()


def test_lists_follow_the_same_privacy(sign_in):
    viewer, everyones, nobodys = sign_in(), sign_in(), sign_in()
    for owner in (everyones, nobodys):
        services.update_profile(owner.user.id, {"about": "About me"})
    services.update_privacy(nobodys.user.id, {"about": "nobody"})
    found = selectors.profiles([everyones.user.id, nobodys.user.id], viewer.user.id)
    assert [found[owner.user.id]["about"] for owner in (everyones, nobodys)] == ["About me", ""]
    assert selectors.profiles([nobodys.user.id], nobodys.user.id)[nobodys.user.id]["about"] == "About me"


def test_an_erased_person_is_an_empty_card_in_lists_and_not_found_alone(sign_in):
    viewer, owner = sign_in(), sign_in()
    services.update_profile(owner.user.id, {"name": "Olga", "about": "About me"})
    User.objects.filter(id=owner.user.id).update(erased_at=now(), phone_number=None)
    empty = {"id": str(owner.user.id), "name": "", "about": "", "username": None, "avatar": None}
    assert selectors.profiles([owner.user.id, new_id()], viewer.user.id) == {owner.user.id: empty}
    for person_id in (owner.user.id, new_id()):
        with pytest.raises(ApiError) as raised:
            selectors.profile_of(person_id, viewer.user.id)
        assert raised.value.code == "not_found"


@pytest.mark.parametrize("people", [1, 10])
def test_profiles_take_one_query_whatever_their_number(sign_in, people):
    viewer = sign_in()
    owners = [sign_in().user.id for _ in range(people)]
    for owner in owners[:5]:
        services.update_privacy(owner, {"about": "contacts"})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(selectors.profiles(owners, viewer.user.id)) == people
    assert len(queries) == 1


def test_one_person_takes_one_query_by_id_and_by_username(sign_in):
    viewer, owner, username = sign_in(), sign_in(), f"u{new_id().hex[-20:]}"
    services.update_profile(owner.user.id, {"username": username})
    for ask in (
        lambda: selectors.profile_of(owner.user.id, viewer.user.id),
        lambda: selectors.profiles_by_username(username.upper(), viewer.user.id)[0],
    ):
        with CaptureQueriesContext(connection) as queries:
            assert ask()["id"] == str(owner.user.id)
        assert len(queries) == 1


def test_a_username_is_found_by_its_index(sign_in):
    with CaptureQueriesContext(connection) as queries:
        selectors.profiles_by_username("nobody_at_all", sign_in().user.id)
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("EXPLAIN " + queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "user_username_ci" in plan, plan
