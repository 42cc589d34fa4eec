"""Hand-written histories: a small one in which all properties hold, and ways to spoil it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from ops.prove.checks import Verdict, judge
from ops.prove.history import Event, History

ROOM = "room"
PEOPLE = {"a1": "alice", "a2": "alice", "b1": "bob", "c1": "charlie"}
MS = 1_000_000
Wanted = Callable[[Event], bool]


class Story:
    """A list of events that may be changed before it is judged, and what the database then holds."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.at = 10_000 * MS
        self.ops = 0
        self.rows: dict[int, list[Any]] = {}
        self.position = 0
        self.members = {"alice", "bob", "charlie"}
        self.ranges: dict[str, list[list[int | None]]] = {person: [[1, None]] for person in sorted(self.members)}
        self.held: dict[str, dict[int, list[Any]]] = {client: {} for client in PEOPLE}
        self.watermarks = {person: [0, 0] for person in self.members}
        self.left: dict[str, int] = {}

    def tell(self, event: str, **fields: Any) -> Event:
        """Write an event, a moment after the one before."""
        self.at += MS
        self.events.append({"at": self.at, "event": event, **fields})
        return self.events[-1]

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.at += int(seconds * 1000) * MS

    def invoke(self, client: str, what: str, **fields: Any) -> int:
        """A client sends a command."""
        self.ops += 1
        fields = {"web": 0, "socket": f"{client}/1"} | fields
        self.tell("invoke", client=client, person=PEOPLE[client], op=self.ops, what=what, **fields)
        return self.ops

    def answer(self, client: str, op: int, event: str = "ok", **fields: Any) -> None:
        """A client gets an answer, or gives up."""
        if event != "unknown":
            self.tell("answered", client=client, socket=f"{client}/1", op=op)
        self.tell(event, client=client, op=op, **fields)

    def happen(self, seq: int, row: list[Any]) -> None:
        """A message gets a new state, and the clients of all members see it."""
        self.rows[seq] = row
        self.position = row[1]
        self.tell("fed", conversation=ROOM, changes=[[self.position, list(row)]])
        for client, person in PEOPLE.items():
            if person in self.members:
                self.see(client, seq)
                self.tell("cursor", client=client, person=person, conversation=ROOM, position=self.position)

    def see(self, client: str, seq: int, **other: Any) -> None:
        """A client sees a message as it is now, or with other fields."""
        _, position, name, sender, body, _ = self.rows[seq]
        self.held[client][seq] = self.rows[seq][:5]
        seen = {
            "seq": seq,
            "position": position,
            "client_message_id": name,
            "sender": sender,
            "body": body,
            "via": "live",
        }
        self.tell("see", client=client, person=PEOPLE[client], conversation=ROOM, **(seen | other))

    def ask_to_send(self, client: str, name: str, **fields: Any) -> int:
        """A client asks to send a message."""
        asked = {"conversation": ROOM, "client_message_id": name, "body": f"{name}/0", "edge": "socket", "attempt": 1}
        return self.invoke(client, "send", **(asked | fields))

    def sent(self, client: str, op: int, name: str, *, event: str = "ok") -> int:
        """The message is stored and seen, and the client gets an answer."""
        seq, position = len(self.rows) + 1, self.position + 1
        self.happen(seq, [seq, position, name, PEOPLE[client], f"{name}/0", False])
        self.watermarks[PEOPLE[client]] = [seq, seq]
        if event == "ok":
            acknowledged: dict[str, Any] = {
                "seq": seq,
                "position": position,
                "message_id": f"id of {name}",
                "body": f"{name}/0",
                "replay": False,
            }
            self.answer(client, op, **acknowledged)
        return seq

    def send(self, client: str, name: str, **fields: Any) -> int:
        """A client sends a message; returns its seq."""
        return self.sent(client, self.ask_to_send(client, name, **fields), name)

    def change(self, client: str, seq: int, body: str | None, event: str = "ok") -> None:
        """A client edits its message, or deletes it for everyone."""
        name = self.rows[seq][2]
        what = "delete" if body is None else "edit"
        fields = {"for": "everyone"} if body is None else {"body": body}
        op = self.invoke(client, what, client_message_id=name, message_id=f"id of {name}", **fields)
        self.happen(seq, [seq, self.position + 1, name, PEOPLE[client], body, body is None])
        result: dict[str, Any] = {"position": self.position} if event == "ok" else {"why": "time-out"}
        self.answer(client, op, event, **result)

    def receive(self, client: str, what: str, seq: int) -> None:
        """A client reports how far it has received or read, and the others receive that."""
        person = PEOPLE[client]
        op = self.invoke(client, what, conversation=ROOM, seq=seq)
        before = self.watermarks[person]
        self.watermarks[person] = [max(before[0], seq), max(before[1], seq if what == "read" else 0)]
        for other in ("a1", "b1"):
            self.receipt(other, person, self.watermarks[person])
        self.answer(client, op)

    def receipt(self, client: str, of: str, pair: list[int], **other: Any) -> None:
        """A client receives somebody's watermarks."""
        receipt = {"of": of, "delivered_seq": pair[0], "read_seq": pair[1], "via": "live"}
        self.tell("receipt", client=client, person=PEOPLE[client], conversation=ROOM, **(receipt | other))

    def fetch(self, client: str, web: int) -> None:
        """A client fetches the newest page from some process."""
        op = self.invoke(client, "fetch", conversation=ROOM, web=web, socket=None)
        page = [[row[0], row[2], row[4]] for row in self.rows.values()]
        self.tell("ok", client=client, op=op, messages=page, newest=len(self.rows))

    def remove(self, client: str, person: str) -> int:
        """A client removes a person; returns the seq of the system message about it."""
        op = self.invoke(client, "remove", conversation=ROOM, user=person)
        seq = len(self.rows) + 1
        self.happen(seq, [seq, self.position + 1, None, PEOPLE[client], None, False])
        self.members.discard(person)
        self.ranges[person][-1][1] = seq
        self.left[person] = self.position
        self.answer(client, op)
        return seq

    def add(self, client: str, person: str) -> int:
        """A client adds a person; returns the seq of the system message about it."""
        op = self.invoke(client, "add", conversation=ROOM, user=person)
        seq = len(self.rows) + 1
        self.members.add(person)
        self.ranges[person].append([seq, None])
        self.left.pop(person)
        self.watermarks[person] = [seq - 1, seq - 1]
        self.happen(seq, [seq, self.position + 1, None, PEOPLE[client], None, False])
        self.answer(client, op)
        return seq

    def end(self) -> None:
        """Everything is quiet, and all clients note what they hold and what they fetch."""
        self.wait(6)
        self.tell("quiet")
        people = {
            person: {"ranges": self.ranges[person], "delivered_seq": pair[0], "read_seq": pair[1]}
            for person, pair in self.watermarks.items()
        }
        truth = {"last_seq": len(self.rows), "position": self.position, "messages": list(self.rows.values())}
        self.tell("sql", conversations={ROOM: truth | {"participants": people}})
        for event in ("final", "fresh"):
            for client, person in PEOPLE.items():
                rows = [self.held[client][seq] for seq in sorted(self.held[client])]
                state = {
                    "position": self.left.get(person, self.position),
                    "messages": [list(row) for row in rows],
                    "receipts": {"all": [0, 0], person: list(self.watermarks[person])},
                    "my": {"joined_seq": 1},
                }
                self.tell(event, client=client, person=person, conversations={ROOM: state})

    def one(self, event: str, **fields: Any) -> Event:
        """Return the first event with these fields."""
        return next(one for one in self.events if one["event"] == event and fields.items() <= one.items())

    def drop(self, event: str, **fields: Any) -> None:
        """Remove all events with these fields."""
        self.events = [one for one in self.events if not (one["event"] == event and fields.items() <= one.items())]

    @property
    def truth(self) -> dict[str, Any]:
        """The room as the database holds it."""
        room: dict[str, Any] = self.one("sql")["conversations"][ROOM]
        return room

    def state(self, event: str, client: str) -> dict[str, Any]:
        """The room as a client holds it or fetches it."""
        room: dict[str, Any] = self.one(event, client=client)["conversations"][ROOM]
        return room

    def judged(self, directory: Path) -> Verdict:
        """Write the history, with one file for each client, and judge it."""
        return judge(self.written(directory))

    def written(self, directory: Path) -> History:
        """Write the history."""
        files: dict[str, list[bytes]] = {}
        for event in sorted(self.events, key=lambda one: int(one["at"])):
            files.setdefault(event.get("client", "director"), []).append(orjson.dumps(event) + b"\n")
        for name, lines in files.items():
            (directory / f"{name}.jsonl").write_bytes(b"".join(lines))
        return History(directory)


def good(*, feed: bool = False) -> Story:
    """Return a history in which everything that is judged happens, and all properties hold; `feed`: also P13."""
    story = Story()
    if feed:
        story.tell("feeding")
    for client, person in PEOPLE.items():
        story.tell("connected", client=client, person=person, web=0, socket=f"{client}/1")
    story.happen(1, [1, 1, None, "alice", None, False])
    story.send("a1", "m2")
    story.send("b1", "m3")
    story.receive("b1", "delivered", 3)
    story.receive("c1", "read", 3)
    story.fetch("a2", 1)
    story.change("a1", 2, "m2/1")
    story.fetch("a1", 1)
    story.tell("fault", name="flush", phase="begin", details={})
    lost = story.ask_to_send("b1", "m4")
    story.sent("b1", lost, "m4", event="unknown")
    story.answer("b1", lost, "unknown", why="time-out")
    again = story.ask_to_send("b1", "m4", attempt=2, edge="rest", socket=None)
    story.tell("ok", client="b1", op=again, seq=4, position=story.rows[4][1], body="m4/0", replay=True)
    refused = story.ask_to_send("c1", "refused")
    story.answer("c1", refused, "fail", code="rate_limited")
    story.tell("fault", name="flush", phase="end", details={})
    story.remove("a1", "charlie")
    story.send("a1", "m6")
    story.change("b1", 3, None)
    story.wait(1)
    story.tell("faults_over")
    story.send("b1", "late", after_faults=True)
    story.receive("a1", "read", 7)
    drained = story.invoke("b1", "ping")
    story.tell("drain", web=0, phase="begin")
    story.answer("b1", drained)
    story.tell("drain", web=0, phase="end")
    story.end()
    return story
