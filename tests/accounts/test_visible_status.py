"""Who may see whether a person is online, and storing when the person was last seen."""

from datetime import UTC, datetime, timedelta
from itertools import product

from accounts.models import Block, Contact, Privacy, User
from accounts.privacy import seen_by, shows
from accounts.selectors import visible_status, visible_statuses
from accounts.services import save_last_seen
from common.ids import new_id
from tests.harness.people import new_phone_number

SEEN = datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)


def new_user() -> User:
    return User.objects.create(phone_number=new_phone_number(), last_seen_at=SEEN)


def test_everyone_contacts_or_nobody_may_see_it():
    alice, bob, charlie = new_user(), new_user(), new_user()
    everyone = {alice.id: SEEN}
    assert visible_status(bob.id, [alice.id, new_id()]) == everyone
    Privacy.objects.create(user=alice, last_seen="contacts")
    # Alice's address book counts. It is not enough that bob has her in his.
    Contact.objects.create(owner=bob, person=alice)
    Contact.objects.create(owner=alice, person=charlie)
    assert visible_statuses([(bob.id, alice.id), (charlie.id, alice.id)]) == {(charlie.id, alice.id): SEEN}
    Privacy.objects.filter(user=alice).update(last_seen="nobody")
    assert visible_status(charlie.id, [alice.id]) == {}
    assert visible_status(alice.id, [alice.id]) == everyone


def test_a_block_hides_both():
    alice, bob = new_user(), new_user()
    Block.objects.create(blocker=alice, blocked=bob)
    assert visible_statuses([(alice.id, bob.id), (bob.id, alice.id)]) == {}


def test_erased_people_have_no_status():
    erased = User.objects.create(phone_number=None, last_seen_at=SEEN, erased_at=SEEN)
    assert visible_status(erased.id, [erased.id]) == visible_status(new_user().id, [erased.id]) == {}


def test_the_rule_is_that_of_privacy_except_for_ones_own_blocks():
    bob = new_user()
    for last_seen, knows, blocks in product(("everyone", "contacts", "nobody"), (False, True), (False, True)):
        alice = new_user()
        Privacy.objects.create(user=alice, last_seen=last_seen)
        if knows:
            Contact.objects.create(owner=alice, person=bob)
        if blocks:
            Block.objects.create(blocker=alice, blocked=bob)
        expected = shows(seen_by(bob.id).get(id=alice.id), "last_seen", bob.id)
        assert (alice.id in visible_status(bob.id, [alice.id])) == expected


def test_last_seen_only_grows_and_moves_no_xid():
    alice, bob = new_user(), new_user()
    erased = User.objects.create(phone_number=None, erased_at=SEEN)
    later = SEEN + timedelta(seconds=1)
    save_last_seen({alice.id: later, bob.id: SEEN - timedelta(seconds=1), erased.id: later, new_id(): later})
    for user, expected in ((alice, later), (bob, SEEN), (erased, None)):
        fresh = User.objects.get(id=user.id)
        assert fresh.last_seen_at == expected
        assert fresh.profile_xid == fresh.privacy_xid == fresh.devices_xid == 0
