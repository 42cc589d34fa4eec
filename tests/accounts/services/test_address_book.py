"""Blocks and contacts: writes that can be repeated, and that change a part's xid only when something changed."""

import pytest

from accounts import services
from accounts.models import Block, Contact, User
from common.clock import now
from common.errors import ApiError
from common.ids import new_id
from tests.accounts.parallel import at_once

WRITES = {
    "block": services.block,
    "unblock": services.unblock,
    "put_contact": lambda user_id, person_id: services.put_contact(user_id, person_id, "Bobby"),
    "delete_contact": services.delete_contact,
}


def xids(person):
    user = User.objects.get(id=person.user.id)
    return user.blocks_xid, user.contacts_xid


def test_a_block_is_kept_until_it_is_lifted(sign_in):
    alice, bob = sign_in(), sign_in()
    services.block(alice.user.id, bob.user.id)
    assert Block.objects.filter(blocker=alice.user, blocked=bob.user).exists()
    assert not Block.objects.filter(blocker=bob.user).exists()
    services.unblock(alice.user.id, bob.user.id)
    assert not Block.objects.filter(blocker=alice.user).exists()


def test_a_block_moves_blocks_xid_once_and_only_the_blockers(sign_in):
    alice, bob = sign_in(), sign_in()
    before, bobs = xids(alice), xids(bob)
    services.block(alice.user.id, bob.user.id)
    blocked = xids(alice)
    assert (blocked[0] > before[0], blocked[1]) == (True, before[1])
    services.block(alice.user.id, bob.user.id)
    assert xids(alice) == blocked
    services.unblock(alice.user.id, bob.user.id)
    lifted = xids(alice)
    assert lifted[0] > blocked[0]
    services.unblock(alice.user.id, bob.user.id)
    assert (xids(alice), xids(bob)) == (lifted, bobs)


def test_a_contact_moves_contacts_xid_when_the_alias_changes(sign_in):
    alice, bob = sign_in(), sign_in()
    seen = [xids(alice)[1]]
    for alias in ("", "Bobby", "Robert"):
        services.put_contact(alice.user.id, bob.user.id, alias)
        seen.append(xids(alice)[1])
        services.put_contact(alice.user.id, bob.user.id, alias)
        assert xids(alice)[1] == seen[-1]
    services.delete_contact(alice.user.id, bob.user.id)
    seen.append(xids(alice)[1])
    services.delete_contact(alice.user.id, bob.user.id)
    assert xids(alice) == (0, seen[-1])
    assert sorted(set(seen)) == seen
    assert not Contact.objects.filter(owner=alice.user).exists()


def test_the_newest_alias_counts(sign_in):
    alice, bob = sign_in(), sign_in()
    services.put_contact(alice.user.id, bob.user.id, "Bobby")
    services.put_contact(alice.user.id, bob.user.id, "Robert")
    assert list(Contact.objects.filter(owner=alice.user).values_list("alias", flat=True)) == ["Robert"]


@pytest.mark.parametrize("write", WRITES)
def test_oneself_and_unknown_people_are_refused(sign_in, write):
    alice, erased = sign_in(), sign_in()
    User.objects.filter(id=erased.user.id).update(erased_at=now(), phone_number=None)
    for person_id, code in ((alice.user.id, "invalid"), (new_id(), "not_found"), (erased.user.id, "not_found")):
        with pytest.raises(ApiError) as raised:
            WRITES[write](alice.user.id, person_id)
        assert raised.value.code == code
    assert xids(alice) == (0, 0)


def test_blocks_and_contacts_of_an_erased_person_can_still_be_removed(sign_in):
    alice, bob = sign_in(), sign_in()
    services.block(alice.user.id, bob.user.id)
    services.put_contact(alice.user.id, bob.user.id, "Bobby")
    User.objects.filter(id=bob.user.id).update(erased_at=now(), phone_number=None)
    services.unblock(alice.user.id, bob.user.id)
    services.delete_contact(alice.user.id, bob.user.id)
    assert not Block.objects.filter(blocker=alice.user).exists()
    assert not Contact.objects.filter(owner=alice.user).exists()


def test_blocks_and_contacts_at_the_same_moment_all_end_well(sign_in):
    alice, bob = sign_in(), sign_in()
    calls = [
        lambda: services.block(alice.user.id, bob.user.id),
        lambda: services.block(bob.user.id, alice.user.id),
        lambda: services.put_contact(alice.user.id, bob.user.id, "Bobby"),
    ]
    assert at_once(*calls, *calls) == [None] * 6
    assert Block.objects.filter(blocker__in=[alice.user, bob.user]).count() == 2
