"""The commands of the socket. Whoever is not signed in gets `not_authenticated` for each and is shut out (4401)."""

from tests.authorisation.cells import NOT_ALLOWED, UNKNOWN, Allow, CommandRow, Deny
from tests.authorisation.effects import commands as seen
from tests.authorisation.effects import conversations, messages

SIGNED_IN, AGAIN = Allow(0, seen.signed_in), Deny(0, "invalid")
SENT, WITHHELD = Allow(0, conversations.sent), Allow(0, conversations.sent_but_withheld)
SENT_TO_ALICE = Allow(0, conversations.sent_by_name)
EDITED, EDITED_FOR_NOBODY = Allow(0, messages.edited), Allow(0, messages.edited_for_nobody)
EDITED_FOR_ONESELF = Allow(0, messages.edited_for_oneself)
DELETED, HIDDEN, STILL_GONE = Allow(0, messages.deleted), Allow(0, messages.hidden), Allow(0, messages.still_gone)
REACTED, REACTION_GONE = Allow(0, messages.reacted), Allow(0, messages.reaction_gone)
DELIVERED, READ = Allow(0, conversations.all_delivered), Allow(0, conversations.all_read)
UNREAD_IS_READ = Allow(0, conversations.all_read_by_who_left)
SYNCED = Allow(0, conversations.synced)
CHANGES, CHANGES_TO_LEAVING = Allow(0, conversations.all_changes), Allow(0, conversations.changes_to_leaving)
TOLD, TOLD_NOBODY = Allow(0, seen.alice_told_of_typing), Allow(0, seen.alice_not_told_of_typing)
ONLINE, OFFLINE = Allow(0, seen.alice_online), Allow(0, seen.alice_hidden)
REFRESHED, TIME = Allow(0, seen.still_open), Allow(0, seen.time)
NOT_THEIRS = Deny(0, "not_authenticated")
GONE = Deny(0, "message_deleted")
MESSAGE = {"client_message_id": "{new}", "text": "From {me}"}
HERE, TEXT = {"conversation_id": "{conversation}"}, {"message_id": "{message}", "text": "Changed by {me}"}
REACTION = {"message_id": "{message}", "emoji": "👍"}
EVERYONE, ME = {"message_id": "{message}", "for": "everyone"}, {"message_id": "{message}", "for": "me"}
END = HERE | {"seq": 1_000_000}

ROWS = [
    # On a socket of its own; then on one that is signed in already.
    CommandRow("authenticate", SIGNED_IN, SIGNED_IN, SIGNED_IN, SIGNED_IN, {"token": "{access}"}, alone=True),
    CommandRow("authenticate", AGAIN, AGAIN, AGAIN, AGAIN, {"token": "{access}"}),
    CommandRow("send_message", UNKNOWN, SENT, NOT_ALLOWED, WITHHELD, HERE | MESSAGE),
    CommandRow("send_message", SENT_TO_ALICE, SENT_TO_ALICE, SENT_TO_ALICE, WITHHELD,
               {"recipient_id": "{alice}"} | MESSAGE),
    CommandRow("send_message", NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED,
               {"recipient_id": "{ivan}"} | MESSAGE),
    CommandRow("edit_message", UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, TEXT),
    CommandRow("edit_message", UNKNOWN, EDITED, NOT_ALLOWED, EDITED_FOR_ONESELF, TEXT, on="own"),
    CommandRow("edit_message", UNKNOWN, GONE, NOT_ALLOWED, GONE, TEXT, on="deleted"),
    CommandRow("edit_message", UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, EDITED_FOR_NOBODY, TEXT, on="withheld"),
    CommandRow("delete_message", UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, EVERYONE),
    CommandRow("delete_message", UNKNOWN, DELETED, NOT_ALLOWED, DELETED, EVERYONE, on="own"),
    CommandRow("delete_message", UNKNOWN, STILL_GONE, NOT_ALLOWED, STILL_GONE, EVERYONE, on="deleted"),
    CommandRow("delete_message", UNKNOWN, HIDDEN, HIDDEN, HIDDEN, ME),
    CommandRow("react", UNKNOWN, REACTED, NOT_ALLOWED, NOT_ALLOWED, REACTION),
    CommandRow("react", UNKNOWN, REACTION_GONE, NOT_ALLOWED, NOT_ALLOWED, REACTION | {"remove": True},
               prepare=messages.react),
    CommandRow("react", UNKNOWN, GONE, NOT_ALLOWED, GONE, REACTION, on="deleted"),
    # Watermarks and typing are those of members.
    CommandRow("ack", UNKNOWN, DELIVERED, UNKNOWN, DELIVERED, END, prepare=conversations.alice_says),
    CommandRow("read", UNKNOWN, READ, UNREAD_IS_READ, READ, END, prepare=conversations.alice_says_to_members),
    CommandRow("sync", SYNCED, SYNCED, SYNCED, SYNCED),
    CommandRow("changes", UNKNOWN, CHANGES, CHANGES_TO_LEAVING, CHANGES, HERE | {"after": 0}),
    CommandRow("typing", UNKNOWN, TOLD, UNKNOWN, TOLD_NOBODY, HERE | {"state": "typing"}),
    CommandRow("watch_presence", OFFLINE, ONLINE, OFFLINE, OFFLINE, {"user_ids": ["{alice}"]}),
    CommandRow("refresh_token", REFRESHED, REFRESHED, REFRESHED, REFRESHED, {"token": "{access}"}),
    # Alice's, which is good, but not of this device; and what is no access token at all.
    CommandRow("refresh_token", NOT_THEIRS, NOT_THEIRS, NOT_THEIRS, NOT_THEIRS, {"token": "{alices_access}"}),
    CommandRow("refresh_token", NOT_THEIRS, NOT_THEIRS, NOT_THEIRS, NOT_THEIRS, {"token": "{refresh}"}),
    CommandRow("ping", TIME, TIME, TIME, TIME),
]  # fmt: skip
