"""Conversations. Frieda keeps what she saw of the group; between eve and alice, who blocks her, it looks as before."""

from tests.authorisation.cells import NOT_ALLOWED, SIGN_IN, UNKNOWN, Allow, Row
from tests.authorisation.effects import conversations as seen

CONVERSATION = "conversations/<id:conversation_id>"
SYNCED, LISTED = Allow(200, seen.synced), Allow(200, seen.listed)
OPENED = Allow(201, seen.opened)
SHOWN, AS_LEFT = Allow(200, seen.shown), Allow(200, seen.as_left)
PINNED = Allow(200, seen.pinned_for_oneself)
PAGE, PAGE_TO_LEAVING = Allow(200, seen.newest_page), Allow(200, seen.page_to_leaving)
CHANGES, CHANGES_TO_LEAVING = Allow(200, seen.all_changes), Allow(200, seen.changes_to_leaving)
DRAFTED, DRAFT_GONE = Allow(200, seen.drafted), Allow(204, seen.draft_gone)
UNREAD_IS_READ = Allow(200, seen.all_read_by_who_left)
READ, DELIVERED = Allow(200, seen.all_read), Allow(200, seen.all_delivered)
PINS = Allow(200, seen.pins)
SENT, WITHHELD = Allow(201, seen.sent), Allow(201, seen.sent_but_withheld)
SENT_TO_ALICE, UNHEARD = Allow(201, seen.sent_by_name), Allow(201, seen.unheard_by_mallory)

ROWS = [
    Row("GET", "sync", SIGN_IN, SYNCED, SYNCED, SYNCED, SYNCED),
    Row("GET", "conversations", SIGN_IN, LISTED, LISTED, LISTED, LISTED),
    Row("POST", "conversations", SIGN_IN, OPENED, OPENED, OPENED, OPENED, body={"user_id": "{walter}"}),
    Row("GET", CONVERSATION, SIGN_IN, UNKNOWN, SHOWN, AS_LEFT, SHOWN),
    Row("PATCH", CONVERSATION, SIGN_IN, UNKNOWN, PINNED, PINNED, PINNED, body={"pinned": True}, prepare=seen.unpin),
    Row("GET", f"{CONVERSATION}/messages", SIGN_IN, UNKNOWN, PAGE, PAGE_TO_LEAVING, PAGE, query="?limit=100"),
    Row("GET", f"{CONVERSATION}/changes", SIGN_IN, UNKNOWN, CHANGES, CHANGES_TO_LEAVING, CHANGES, query="?after=0"),
    Row("PUT", f"{CONVERSATION}/draft", SIGN_IN, UNKNOWN, DRAFTED, DRAFTED, DRAFTED,
        body={"text": "{new}", "version": 1}),
    Row("DELETE", f"{CONVERSATION}/draft", SIGN_IN, UNKNOWN, DRAFT_GONE, DRAFT_GONE, DRAFT_GONE, prepare=seen.draft),
    # Watermarks are those of members: who left has none to move, but what they had not read yet.
    Row("POST", f"{CONVERSATION}/delivered", SIGN_IN, UNKNOWN, DELIVERED, UNKNOWN, DELIVERED,
        body={"seq": 1_000_000}, prepare=seen.alice_says),
    Row("POST", f"{CONVERSATION}/read", SIGN_IN, UNKNOWN, READ, UNREAD_IS_READ, READ,
        body={"seq": 1_000_000}, prepare=seen.alice_says_to_members),
    Row("GET", f"{CONVERSATION}/pins", SIGN_IN, UNKNOWN, PINS, PINS, PINS),
    Row("POST", "messages", SIGN_IN, UNKNOWN, SENT, NOT_ALLOWED, WITHHELD,
        body={"conversation_id": "{conversation}", "client_message_id": "{new}", "text": "From {me}"}),
    # To alice by name, which nobody but eve is kept from being heard with.
    Row("POST", "messages", SIGN_IN, SENT_TO_ALICE, SENT_TO_ALICE, SENT_TO_ALICE, WITHHELD,
        body={"recipient_id": "{alice}", "client_message_id": "{new}", "text": "From {me}"}),
    # To somebody who blocks them all, and to somebody whom they all block.
    Row("POST", "messages", SIGN_IN, UNHEARD, UNHEARD, UNHEARD, UNHEARD,
        body={"recipient_id": "{mallory}", "client_message_id": "{new}", "text": "From {me}"}),
    Row("POST", "messages", SIGN_IN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED,
        body={"recipient_id": "{ivan}", "client_message_id": "{new}", "text": "From {me}"}),
]  # fmt: skip
