"""A person's privacy settings: reading and changing them."""

from accounts import selectors, services
from accounts.models import Privacy, User

DEFAULTS = {
    "last_seen": "everyone",
    "avatar": "everyone",
    "about": "everyone",
    "group_invites": "everyone",
    "read_receipts": True,
}


def xid(person):
    return User.objects.get(id=person.user.id).privacy_xid


def test_without_a_row_the_defaults_hold(sign_in):
    alice = sign_in()
    assert selectors.privacy(alice.user.id) == DEFAULTS
    services.update_privacy(alice.user.id, dict(DEFAULTS))
    services.update_privacy(alice.user.id, {})
    assert xid(alice) == 0
    assert not Privacy.objects.filter(user=alice.user).exists()


def test_given_settings_change_and_the_others_stay(sign_in):
    alice, bob = sign_in(), sign_in()
    services.update_privacy(alice.user.id, {"about": "nobody", "read_receipts": False})
    services.update_privacy(alice.user.id, {"avatar": "contacts"})
    changed = {"about": "nobody", "read_receipts": False, "avatar": "contacts"}
    assert selectors.privacy(alice.user.id) == DEFAULTS | changed
    assert selectors.privacy(bob.user.id) == DEFAULTS


def test_a_change_moves_privacy_xid_and_the_same_again_does_not(sign_in):
    alice = sign_in()
    services.update_privacy(alice.user.id, {"last_seen": "nobody"})
    moved = xid(alice)
    assert moved > 0
    services.update_privacy(alice.user.id, {"last_seen": "nobody", "about": "everyone"})
    assert xid(alice) == moved
    services.update_privacy(alice.user.id, {"last_seen": "contacts"})
    assert xid(alice) > moved
