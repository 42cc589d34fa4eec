"""How the demo's conversations are written down, and when each line was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

BETWEEN_LINES = timedelta(seconds=50)
BEFORE_THE_FIRST = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the demo. The numbers are of ranges that Sweden, Germany, Australia and the USA keep for fiction."""

    phone_number: str
    name: str
    about: str
    seen_minutes_ago: int


@dataclass(frozen=True, slots=True)
class Line:
    """One message and its author. `@key` of a person is a mention.

    at: "3d 18:40" is three days ago at that time, "25m" is 25 minutes ago, empty is shortly after the line before.
    answers: the number of the line that it replies to, from 0. before: its text before it was edited. reactions: by
    emoji, the keys of those who reacted.
    """

    by: str
    text: str
    at: str = ""
    answers: int | None = None
    before: str = ""
    deleted: bool = False
    pinned: bool = False
    reactions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation. It is a group if it has a title; its first person made it.

    unread: how many of the last lines are unread for a person. The other fields say how it looks in the list of the
    person whom the link signs in.
    """

    people: str
    lines: tuple[Line, ...]
    title: str = ""
    description: str = ""
    unread: Mapping[str, int] = field(default_factory=dict)
    pinned: bool = False
    muted_days: int = 0
    draft: str = ""

    @property
    def keys(self) -> list[str]:
        """The keys of those who take part."""
        return self.people.split()


def moments(lines: tuple[Line, ...], now: datetime) -> list[datetime]:
    """Return when each line was written: ascending, in days and hours of this machine's time zone."""
    found: list[datetime] = []
    for line in lines:
        said = _moment(line.at, now) if line.at else found[-1] + BETWEEN_LINES
        found.append(max(said, found[-1] + BETWEEN_LINES) if found else said)
    return found


def _moment(at: str, now: datetime) -> datetime:
    if at.endswith("m"):
        return now - timedelta(minutes=int(at[:-1]))
    days, _, clock = at.partition("d ")
    hour, minute = map(int, clock.split(":"))
    # First the time on the clock, then the time zone of that day.
    day = now.astimezone().replace(tzinfo=None) - timedelta(days=int(days))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone()
