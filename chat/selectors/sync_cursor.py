"""The sync cursor on the wire: signed, made for one person, opaque to clients."""

from typing import NamedTuple
from uuid import UUID

from django.core import signing

from chat.store.sync import Moment

_signer = signing.Signer(salt="sync")


class Cursor(NamedTuple):
    """since: the moment up to which the client has everything; None during its first snapshot. place: where to go on.

    first: the moment of an unfinished answer's first page, which becomes `since` with its last one.
    """

    since: Moment | None
    place: list[str] | None = None
    first: Moment | None = None


def write(user_id: UUID, cursor: Cursor) -> str:
    """Return the cursor as text."""
    return _signer.sign_object([user_id.hex, cursor.since, cursor.place, cursor.first], compress=True)


def read(user_id: UUID, text: str) -> Cursor | None:
    """Return the cursor of a text; None for a text that was not made for this person."""
    try:
        made_for, since, place, first = _signer.unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    if made_for != user_id.hex:
        return None
    return Cursor(since and Moment(*since), place, first and Moment(*first))
