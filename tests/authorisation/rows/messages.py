"""Messages: alice's (`theirs`), one's own, withheld ones, deleted ones, and what was said to oneself."""

from tests.authorisation.cells import NOT_ALLOWED, SIGN_IN, UNKNOWN, Allow, Deny, Row
from tests.authorisation.effects import messages as seen

MESSAGE = "messages/<id:message_id>"
REACTION = f"{MESSAGE}/reactions/<str:emoji>"
EVERYONE, ME = "?for=everyone", "?for=me"
GONE = Deny(409, "message_deleted")
TEXT = {"text": "Changed by {me}"}
INTO_SAVED = {"conversation_ids": ["{saved}"], "client_message_id": "{new}"}
INTO_CONVERSATION = {"conversation_ids": ["{conversation}"], "client_message_id": "{new}"}
SHOWN, TOMBSTONE = Allow(200, seen.shown), Allow(200, seen.tombstone)
EDITED, EDITED_FOR_NOBODY = Allow(200, seen.edited), Allow(200, seen.edited_for_nobody)
EDITED_FOR_ONESELF = Allow(200, seen.edited_for_oneself)
DELETED, HIDDEN, STILL_GONE = Allow(200, seen.deleted), Allow(204, seen.hidden), Allow(200, seen.still_gone)
REACTIONS = Allow(200, seen.reactions)
REACTED, REACTION_GONE = Allow(200, seen.reacted), Allow(200, seen.reaction_gone)
PINNED, UNPINNED = Allow(200, seen.pinned), Allow(200, seen.unpinned)
RECEIPTS = Allow(200, seen.receipt_of_alice)
VOTES, VOTED = Allow(200, seen.vote_of_alice), Allow(200, seen.voted)
CLOSED = Allow(200, seen.closed)
VOTE = {"option_ids": [1]}
FORWARDED, FORWARDED_TO_ALICE = Allow(201, seen.forwarded), Allow(201, seen.forwarded_to_alice)
FORWARDED_TO_NOBODY = Allow(201, seen.forwarded_but_withheld)

ROWS = [
    Row("GET", MESSAGE, SIGN_IN, UNKNOWN, SHOWN, SHOWN, SHOWN),
    Row("GET", MESSAGE, SIGN_IN, UNKNOWN, SHOWN, SHOWN, SHOWN, on="own"),
    Row("GET", MESSAGE, SIGN_IN, UNKNOWN, TOMBSTONE, TOMBSTONE, TOMBSTONE, on="deleted"),
    Row("PATCH", MESSAGE, SIGN_IN, UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, body=TEXT),
    Row("PATCH", MESSAGE, SIGN_IN, UNKNOWN, EDITED, NOT_ALLOWED, EDITED_FOR_ONESELF, body=TEXT, on="own"),
    Row("PATCH", MESSAGE, SIGN_IN, UNKNOWN, GONE, NOT_ALLOWED, GONE, body=TEXT, on="deleted"),
    # Only eve has one that is withheld; to the others this is alice's.
    Row("PATCH", MESSAGE, SIGN_IN, UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, EDITED_FOR_NOBODY, body=TEXT, on="withheld"),
    Row("DELETE", MESSAGE, SIGN_IN, UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, query=EVERYONE),
    Row("DELETE", MESSAGE, SIGN_IN, UNKNOWN, DELETED, NOT_ALLOWED, DELETED, query=EVERYONE, on="own"),
    Row("DELETE", MESSAGE, SIGN_IN, UNKNOWN, STILL_GONE, NOT_ALLOWED, STILL_GONE, query=EVERYONE, on="deleted"),
    Row("DELETE", MESSAGE, SIGN_IN, UNKNOWN, HIDDEN, HIDDEN, HIDDEN, query=ME),
    Row("GET", f"{MESSAGE}/reactions", SIGN_IN, UNKNOWN, REACTIONS, REACTIONS, REACTIONS),
    Row("PUT", REACTION, SIGN_IN, UNKNOWN, REACTED, NOT_ALLOWED, NOT_ALLOWED),
    Row("PUT", REACTION, SIGN_IN, UNKNOWN, GONE, NOT_ALLOWED, GONE, on="deleted"),
    Row("DELETE", REACTION, SIGN_IN, UNKNOWN, REACTION_GONE, NOT_ALLOWED, NOT_ALLOWED, prepare=seen.react),
    Row("PUT", f"{MESSAGE}/pin", SIGN_IN, UNKNOWN, PINNED, NOT_ALLOWED, NOT_ALLOWED),
    Row("PUT", f"{MESSAGE}/pin", SIGN_IN, UNKNOWN, GONE, NOT_ALLOWED, GONE, on="deleted"),
    Row("DELETE", f"{MESSAGE}/pin", SIGN_IN, UNKNOWN, UNPINNED, NOT_ALLOWED, NOT_ALLOWED, prepare=seen.pin),
    # What is no poll; alice's polls, one's own, and hers in which nobody is named.
    Row("GET", f"{MESSAGE}/votes", SIGN_IN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    Row("GET", f"{MESSAGE}/votes", SIGN_IN, UNKNOWN, VOTES, VOTES, VOTES, on="poll"),
    Row("GET", f"{MESSAGE}/votes", SIGN_IN, UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, on="anonymous poll"),
    Row("PUT", f"{MESSAGE}/votes", SIGN_IN, UNKNOWN, UNKNOWN, NOT_ALLOWED, UNKNOWN, body=VOTE),
    Row("PUT", f"{MESSAGE}/votes", SIGN_IN, UNKNOWN, VOTED, NOT_ALLOWED, NOT_ALLOWED, body=VOTE, on="poll"),
    Row("POST", f"{MESSAGE}/close_poll", SIGN_IN, UNKNOWN, UNKNOWN, NOT_ALLOWED, UNKNOWN),
    Row("POST", f"{MESSAGE}/close_poll", SIGN_IN, UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, on="poll"),
    Row("POST", f"{MESSAGE}/close_poll", SIGN_IN, UNKNOWN, CLOSED, NOT_ALLOWED, NOT_ALLOWED, on="own poll"),
    Row("GET", f"{MESSAGE}/receipts", SIGN_IN, UNKNOWN, NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED),
    Row("GET", f"{MESSAGE}/receipts", SIGN_IN, UNKNOWN, RECEIPTS, NOT_ALLOWED, RECEIPTS, on="own"),
    Row("POST", f"{MESSAGE}/forward", SIGN_IN, UNKNOWN, FORWARDED, FORWARDED, FORWARDED, body=INTO_SAVED),
    # What one may see, to where one may not write.
    Row("POST", f"{MESSAGE}/forward", SIGN_IN, UNKNOWN, FORWARDED_TO_ALICE, NOT_ALLOWED, FORWARDED_TO_NOBODY,
        body=INTO_CONVERSATION, on="saved"),
    Row("POST", f"{MESSAGE}/forward", SIGN_IN, UNKNOWN, GONE, GONE, GONE, body=INTO_SAVED, on="deleted"),
]  # fmt: skip
