"""The shortest history of a violation: the few lines about that message, client or conversation, in order."""

from collections.abc import Iterator
from typing import Any

import orjson

from ops.prove.checks.findings import Violation
from ops.prove.history import Event, History

LINES = 14
FAULTS = 4
# A fault belongs to the history if it happened within this time of the first line.
AROUND_NS = 30_000_000_000
NANOSECONDS = 1e9
WHOLE = ("final", "fresh", "sql")
ENDS = ("ok", "fail", "unknown")
ALWAYS = ("fault", "drain")
# The fields that a line shows before all others.
FIRST = ("at", "event", "client", "what", "op")


class Relevant:
    """The lines of one violation. If a clue finds a command, the end of that command belongs to them."""

    def __init__(self, violation: Violation) -> None:
        self.at = violation.at
        self.clues = [[word.encode() for word in clue] for clue in violation.clues]
        self.events: list[Event] = []
        self.ops: set[tuple[str, int]] = set()

    def take(self, line: bytes, ended: Event | None) -> None:
        """Keep a line if it is relevant. ended: the parsed line if it is the end of a command."""
        named = any(all(word in line for word in clue) for clue in self.clues)
        if not named and (ended is None or (ended["client"], ended["op"]) not in self.ops):
            return
        event = orjson.loads(line) if ended is None else ended
        if event["event"] == "invoke":
            self.ops.add((event["client"], event["op"]))
        self.events.append(event)

    def few(self, broken: list[Event]) -> list[Event]:
        """Return the first lines, the last ones up to the violation, and the faults of that time."""
        events = sorted(different(self.events), key=time_of)
        if not events:
            return []
        if len(events) > LINES:
            upto = [event for event in events[LINES // 2 :] if not self.at or event["at"] <= self.at]
            events = events[: LINES // 2] + upto[-LINES // 2 :]
        first, last = events[0]["at"], min(events[-1]["at"], events[0]["at"] + AROUND_NS)
        begun: dict[Any, Event] = {}
        spans = []
        for event in sorted(broken, key=time_of):
            what = (event["event"], event.get("name"), event.get("web"))
            if event["phase"] == "begin":
                begun[what] = event
            elif what in begun:
                spans.append((begun.pop(what), event))
        spans += [(event, {"at": last}) for event in begun.values()]
        near = [begin for begin, end in spans if begin["at"] <= last and end["at"] >= first]
        return sorted(events + near[-FAULTS:], key=time_of)


def time_of(event: Event) -> int:
    """Return the time of an event."""
    at: int = event["at"]
    return at


def different(events: list[Event]) -> Iterator[Event]:
    """Yield the events without repetitions of what a client noted before."""
    seen = set()
    for event in events:
        what = orjson.dumps({name: value for name, value in event.items() if name not in {"at", "via"}})
        if what not in seen:
            seen.add(what)
            yield event


def shortest(history: History, violations: list[Violation]) -> list[list[Event]]:
    """Return, for each violation, the few events that show how it came about."""
    found = [Relevant(violation) for violation in violations]
    broken: list[Event] = []
    for path in history.files:
        with path.open("rb") as lines:
            for line in lines:
                start = line[:64]
                if any(f'"event":"{name}"'.encode() in start for name in WHOLE) or not line.endswith(b"\n"):
                    continue
                ended = orjson.loads(line) if any(f'"event":"{name}"'.encode() in start for name in ENDS) else None
                for one in found:
                    one.take(line, ended)
                if any(f'"event":"{name}"'.encode() in start for name in ALWAYS):
                    broken.append(orjson.loads(line))
    return [one.few(broken) for one in found]


def line_of(event: Event, began_at: int) -> str:
    """Return an event in words, with the seconds since the run began."""
    seconds = (event["at"] - began_at) / NANOSECONDS
    details = " ".join(f"{name}={value}" for name, value in event.items() if name not in FIRST and value is not None)
    who = event.get("client", "")
    what = " ".join(str(event[name]) for name in ("event", "what") if name in event)
    number = f" {event['op']}" if "op" in event else ""
    return f"{seconds:10.3f} s  {who:<8} {what}{number}  {details}".rstrip()
