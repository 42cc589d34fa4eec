"""Devices, profiles, privacy, contacts, blocks, status. Alice shows `about` and her status to her contact bob only."""

from tests.authorisation.cells import NOT_ALLOWED, SIGN_IN, UNKNOWN, Allow, Row
from tests.authorisation.effects import people as seen

OWN_DEVICES = Allow(200, seen.own_devices)
DEVICE_ENDED = Allow(204, seen.other_device_ended)
OTHERS_ENDED = Allow(204, seen.only_this_device_left)
LOGGED_OUT = Allow(204, seen.logged_out)
WHOLE_CARD, BARE_CARD = Allow(200, seen.whole_card), Allow(200, seen.bare_card)
FOUND_WHOLE, FOUND_BARE = Allow(200, seen.found_whole), Allow(200, seen.found_bare)
ME, ABOUT_CHANGED = Allow(200, seen.own_profile), Allow(200, seen.about_changed)
PRIVACY, PRIVACY_CHANGED = Allow(200, seen.own_privacy), Allow(200, seen.privacy_changed)
BLOCKS, BLOCKED, UNBLOCKED = Allow(200, seen.own_blocks), Allow(204, seen.blocked), Allow(204, seen.unblocked)
CONTACTS, ADDED, TAKEN_OUT = Allow(200, seen.own_contacts), Allow(204, seen.added), Allow(204, seen.taken_out)
ONLINE, HIDDEN = Allow(200, seen.alice_online), Allow(200, seen.alice_hidden)
SAID_OFFLINE = Allow(200, seen.said_offline)

ROWS = [
    Row("GET", "devices", SIGN_IN, OWN_DEVICES, OWN_DEVICES, OWN_DEVICES, OWN_DEVICES),
    # Of alice, and then of one's own.
    Row("DELETE", "devices/<id:device_id>", SIGN_IN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    Row("DELETE", "devices/<id:device_id>", SIGN_IN, DEVICE_ENDED, DEVICE_ENDED, DEVICE_ENDED, DEVICE_ENDED,
        prepare=seen.one_more_device, person="me"),
    Row("DELETE", "devices", SIGN_IN, OTHERS_ENDED, OTHERS_ENDED, OTHERS_ENDED, OTHERS_ENDED,
        prepare=seen.one_more_device),
    # On that device, so that the role lives on.
    Row("POST", "auth/logout", SIGN_IN, LOGGED_OUT, LOGGED_OUT, LOGGED_OUT, LOGGED_OUT,
        body={}, prepare=seen.on_one_more_device),
    Row("GET", "users", SIGN_IN, FOUND_BARE, FOUND_WHOLE, FOUND_BARE, FOUND_BARE, query="?username={username}"),
    Row("GET", "users/<id:user_id>", SIGN_IN, BARE_CARD, WHOLE_CARD, BARE_CARD, BARE_CARD),
    Row("GET", "users/me", SIGN_IN, ME, ME, ME, ME),
    Row("PATCH", "users/me", SIGN_IN, ABOUT_CHANGED, ABOUT_CHANGED, ABOUT_CHANGED, ABOUT_CHANGED,
        body={"about": "{new}"}),
    Row("GET", "users/me/privacy", SIGN_IN, PRIVACY, PRIVACY, PRIVACY, PRIVACY),
    Row("PATCH", "users/me/privacy", SIGN_IN, PRIVACY_CHANGED, PRIVACY_CHANGED, PRIVACY_CHANGED, PRIVACY_CHANGED,
        body={"avatar": "nobody"}),
    Row("GET", "blocks", SIGN_IN, BLOCKS, BLOCKS, BLOCKS, BLOCKS),
    Row("PUT", "blocks/<id:user_id>", SIGN_IN, BLOCKED, BLOCKED, BLOCKED, BLOCKED, body={}, person="walter"),
    Row("DELETE", "blocks/<id:user_id>", SIGN_IN, UNBLOCKED, UNBLOCKED, UNBLOCKED, UNBLOCKED, person="walter",
        prepare=seen.block),
    Row("GET", "contacts", SIGN_IN, CONTACTS, CONTACTS, CONTACTS, CONTACTS),
    Row("PUT", "contacts/<id:user_id>", SIGN_IN, ADDED, ADDED, ADDED, ADDED, body={"alias": "{new}"},
        person="walter"),
    Row("DELETE", "contacts/<id:user_id>", SIGN_IN, TAKEN_OUT, TAKEN_OUT, TAKEN_OUT, TAKEN_OUT, person="walter",
        prepare=seen.add),
    Row("GET", "users/<id:user_id>/status", SIGN_IN, HIDDEN, ONLINE, HIDDEN, HIDDEN),
    # Of alice, and then of oneself.
    Row("PUT", "users/<id:user_id>/status", SIGN_IN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED,
        body={"status": "offline"}),
    Row("PUT", "users/<id:user_id>/status", SIGN_IN, SAID_OFFLINE, SAID_OFFLINE, SAID_OFFLINE, SAID_OFFLINE,
        body={"status": "offline"}, person="me"),
]  # fmt: skip
