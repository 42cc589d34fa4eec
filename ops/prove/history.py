"""Reading the history of a run: JSON lines, one file for each process, merged by the clock that all processes share."""

from collections.abc import Iterator
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

# An event as it was written. `FIELDS` and `ASKED` name the fields that each must have besides `at` and `event`.
Event = dict[str, Any]

ABOUT_A_CONVERSATION = {"client", "person", "conversation"}
FIELDS = {
    "invoke": {"client", "person", "op", "what"},
    "ok": {"client", "op"},
    "fail": {"client", "op", "code"},
    "unknown": {"client", "op", "why"},
    "see": ABOUT_A_CONVERSATION | {"seq", "position", "client_message_id", "sender", "body", "via"},
    "hear": ABOUT_A_CONVERSATION | {"update"},
    "receipt": ABOUT_A_CONVERSATION | {"of", "delivered_seq", "read_seq", "via"},
    "cursor": ABOUT_A_CONVERSATION | {"position"},
    "answered": {"client", "socket", "op"},
    "connected": {"client", "person"},
    "gone": {"client", "person"},
    "fault": {"name", "phase"},
    "drain": {"web", "phase"},
    "feeding": set(),
    "fed": {"conversation", "changes"},
    "faults_over": set(),
    "quiet": set(),
    "settling": {"behind"},
    "final": {"client", "person", "conversations"},
    "fresh": {"person", "conversations"},
    "sql": {"conversations"},
}
ASKED = {
    "send": {"conversation", "client_message_id", "body"},
    "edit": {"client_message_id", "body"},
    "delete": {"client_message_id", "for"},
    "delivered": {"conversation", "seq"},
    "read": {"conversation", "seq"},
    "add": {"conversation", "user"},
    "remove": {"conversation", "user"},
    "fetch": {"conversation"},
}
# The fields that the `ok` of each of these commands must have.
ANSWERED = {"send": {"seq", "position", "body"}, "edit": {"position"}, "delete": set(), "fetch": {"messages"}}


class UnreadableError(Exception):
    """A history that cannot be read. The recording is at fault, not the server."""


class History:
    """Everything that happened in a run. It is read from the files each time, because it may be larger than memory."""

    def __init__(self, directory: Path) -> None:
        self.files = sorted(directory.glob("*.jsonl"))
        if not self.files:
            raise UnreadableError(f"{directory}: no history here")

    def events(self) -> Iterator[Event]:
        """Yield every event in the order of time. Raises UnreadableError."""
        return merge(*map(events_of, self.files), key=itemgetter("at"))

    def truth(self) -> Event:
        """Return what the database held at the end: the event `sql`. Raises UnreadableError."""
        for path in self.files:
            with path.open("rb") as lines:
                for line in lines:
                    if b'"event":"sql"' in line[:64]:
                        return read(line, path, 0)
        raise UnreadableError("the history does not say what the database held: it has no end")


def events_of(path: Path) -> Iterator[Event]:
    """Yield the events of one file, without a last line that was cut off because the process was killed."""
    before = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                return
            event = read(line, path, number)
            if event["at"] < before:
                raise UnreadableError(f"{path.name}:{number}: earlier than the line before")
            before = event["at"]
            yield event


def read(line: bytes, path: Path, number: int) -> Event:
    """Return the event of a line. Raises UnreadableError."""
    try:
        event: Event = orjson.loads(line)
        name = event["event"]
        missing = FIELDS[name] - event.keys()
        if name == "invoke":
            missing |= ASKED.get(event["what"], set()) - event.keys()
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise UnreadableError(f"{path.name}:{number}: {type(error).__name__} {error}") from None
    if missing or "at" not in event:
        raise UnreadableError(f"{path.name}:{number}: {name} lacks {', '.join(sorted(missing)) or 'at'}")
    return event
