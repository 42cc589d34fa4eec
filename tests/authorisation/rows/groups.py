"""Groups. To the group belong bob and eve; frieda did, and charlie never. Alice owns it."""

from tests.authorisation.cells import NOT_ALLOWED, SIGN_IN, UNKNOWN, Allow, Row
from tests.authorisation.effects import groups as seen

GROUP = "groups/<id:group_id>"
MEMBERS, MEMBER = f"{GROUP}/members", f"{GROUP}/members/<id:user_id>"
WALTER = {"user_ids": ["{walter}"]}
FOUNDED, SHOWN, LISTED = Allow(201, seen.founded), Allow(200, seen.shown), Allow(200, seen.members)
LINKS, LINK = f"{GROUP}/invite_links", f"{GROUP}/invite_links/<id:link_id>"
REQUESTS, REQUEST = f"{GROUP}/join_requests", f"{GROUP}/join_requests/<id:user_id>"
JOIN = "join/<token:token>"
CHANGED, DELETED, PROMOTED = Allow(200, seen.renamed), Allow(204, seen.deleted), Allow(200, seen.walter_promoted)
LINKED, LINKS_LISTED, REVOKED = Allow(201, seen.linked), Allow(200, seen.links), Allow(204, seen.revoked)
WAITING, LET_IN = Allow(200, seen.walter_waits), Allow(204, seen.walter_let_in)
LED, JOINED, WITHDRAWN = Allow(200, seen.led_to_group), Allow(200, seen.joined), Allow(204, seen.withdrawn)
ADDED, REMOVED, LEFT = Allow(200, seen.walter_added), Allow(204, seen.walter_removed), Allow(204, seen.left)

ROWS = [
    Row("POST", "groups", SIGN_IN, FOUNDED, FOUNDED, FOUNDED, FOUNDED, body={"name": "{new}"}),
    Row("GET", GROUP, SIGN_IN, UNKNOWN, SHOWN, UNKNOWN, SHOWN),
    Row("GET", MEMBERS, SIGN_IN, UNKNOWN, LISTED, UNKNOWN, LISTED),
    Row("POST", MEMBERS, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED, body=WALTER),
    # In a group of one's own.
    Row("POST", MEMBERS, SIGN_IN, ADDED, ADDED, ADDED, ADDED, body=WALTER, prepare=seen.found_group),
    # Alice, then somebody who is no member, then oneself; walter out of a group of one's own.
    Row("DELETE", MEMBER, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED),
    Row("DELETE", MEMBER, SIGN_IN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, person="walter"),
    Row("DELETE", MEMBER, SIGN_IN, UNKNOWN, LEFT, UNKNOWN, LEFT, person="me", prepare=seen.join_another),
    Row("DELETE", MEMBER, SIGN_IN, REMOVED, REMOVED, REMOVED, REMOVED, person="walter",
        prepare=seen.found_group_with_walter),
    # As in a group of alice's, then in one's own.
    Row("PATCH", GROUP, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED, body={"name": "{new}"}),
    Row("PATCH", GROUP, SIGN_IN, CHANGED, CHANGED, CHANGED, CHANGED, body={"name": "{new}"}, prepare=seen.found_group),
    Row("DELETE", GROUP, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED),
    Row("DELETE", GROUP, SIGN_IN, DELETED, DELETED, DELETED, DELETED, prepare=seen.found_group),
    Row("PATCH", MEMBER, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED, body={"role": "member"}),
    Row("PATCH", MEMBER, SIGN_IN, PROMOTED, PROMOTED, PROMOTED, PROMOTED, person="walter", body={"role": "admin"},
        prepare=seen.found_group_with_walter),
    Row("GET", LINKS, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED),
    Row("GET", LINKS, SIGN_IN, LINKS_LISTED, LINKS_LISTED, LINKS_LISTED, LINKS_LISTED, prepare=seen.found_with_link),
    Row("POST", LINKS, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED, body={"max_uses": 1}),
    Row("POST", LINKS, SIGN_IN, LINKED, LINKED, LINKED, LINKED, body={"max_uses": 1}, prepare=seen.found_group),
    Row("DELETE", LINK, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED),
    Row("DELETE", LINK, SIGN_IN, REVOKED, REVOKED, REVOKED, REVOKED, prepare=seen.found_with_link),
    Row("GET", REQUESTS, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED),
    Row("GET", REQUESTS, SIGN_IN, WAITING, WAITING, WAITING, WAITING, prepare=seen.let_walter_ask),
    Row("POST", REQUEST, SIGN_IN, UNKNOWN, NOT_ALLOWED, UNKNOWN, NOT_ALLOWED, body={"action": "approve"}),
    Row("POST", REQUEST, SIGN_IN, LET_IN, LET_IN, LET_IN, LET_IN, body={"action": "approve"}, person="walter",
        prepare=seen.let_walter_ask),
    # Whoever has the link, unless they were removed.
    Row("GET", JOIN, SIGN_IN, LED, LED, UNKNOWN, LED),
    Row("POST", JOIN, SIGN_IN, JOINED, JOINED, UNKNOWN, JOINED, prepare=seen.get_alices_link),
    Row("DELETE", JOIN, SIGN_IN, WITHDRAWN, WITHDRAWN, UNKNOWN, WITHDRAWN, prepare=seen.ask_alice),
]  # fmt: skip
