"""Bodies, answers and updates of presence."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from common.clock import wire_time
from common.parsing import Shape


class StatusRequest(Shape):
    """PUT /users/{id}/status."""

    status: Literal["online", "offline"]


class StatusAnswer(Shape):
    """Whether a person is online, as the caller may see it. last_seen_at: null if online, hidden or never seen."""

    status: Literal["online", "offline"]
    last_seen_at: str | None


class PersonStatus(StatusAnswer):
    """The status of a named person."""

    user_id: UUID


class Statuses(Shape):
    """The statuses of the watched people, in the order of the request."""

    statuses: list[PersonStatus]


class Presence(PersonStatus):
    """A watched person came online or went offline."""

    update: Literal["presence"]


ONLINE = StatusAnswer(status="online", last_seen_at=None)
HIDDEN = StatusAnswer(status="offline", last_seen_at=None)


def offline(last_seen_at: datetime | None) -> StatusAnswer:
    """Return the status of a person who is offline."""
    return StatusAnswer(status="offline", last_seen_at=None if last_seen_at is None else wire_time(last_seen_at))


def statuses(found: Iterable[tuple[UUID, StatusAnswer]]) -> Statuses:
    """Return the statuses of several people."""
    return Statuses(statuses=[PersonStatus(user_id=user_id, **status.model_dump()) for user_id, status in found])


def presence_frame(user_id: UUID, status: StatusAnswer) -> bytes:
    """Return the encoded `presence` update."""
    return Presence(update="presence", user_id=user_id, **status.model_dump()).model_dump_json().encode()
