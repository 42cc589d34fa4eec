"""P12: no command that was read before a drain began ends unknown.

A drain begins when a process is asked to end. The process then has to answer every command that it has read. It is
known that a command was read
- if a later command on the same socket was answered before the drain began, because the commands of one socket are
  read in the order in which they were sent (clients send a `ping` right after a command for this purpose);
- if the command was the only try to send a message so far, and somebody had seen the message.
It is a violation if such a command had no answer when the drain of its process began, and then ended `unknown` or never
ended. It is excused if another fault happened at the same time, because the answer may have been lost on the way. The
rolling restart itself is no excuse. It is also excused if the client left (`why`).
"""

from typing import NamedTuple

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.history import Event

RESTART, LEFT = "rolling_restart", "left"


class Pending(NamedTuple):
    """A command that had been read and had no answer when a drain began."""

    asked: Event
    drain: Event


class Drains(Check):
    """Follows the commands under way at each process."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.under_way: dict[tuple[str, int], Event] = {}
        # `read`: commands that are known to have been read. `tries`: the only try of each message that has just one.
        self.read: set[tuple[str, int]] = set()
        self.tries: dict[str, tuple[str, int]] = {}
        self.pending: dict[tuple[str, int], Pending] = {}
        self.faults: list[tuple[str, int, int]] = []
        self.begun: dict[str, int] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"invoke": self.invoke, "answered": self.answered, "see": self.see, "ok": self.done, "fail": self.done,
                "unknown": self.unknown, "drain": self.drain, "fault": self.fault}  # fmt: skip

    def invoke(self, event: Event) -> None:
        """Note a command that is sent."""
        key = (event["client"], event["op"])
        self.under_way[key] = event
        if event["what"] == "send":
            name = event["client_message_id"]
            if event.get("attempt", 1) == 1 and self.ledger.messages[name].asked == 1:
                self.tries[name] = key
            else:
                self.tries.pop(name, None)

    def see(self, event: Event) -> None:
        """Note that the command of a message was read, because somebody has seen the message."""
        if (key := self.tries.get(event["client_message_id"])) is not None:
            self.read.add(key)

    def answered(self, event: Event) -> None:
        """Note that every earlier command on the socket was read, because a later one was answered."""
        for key, asked in self.under_way.items():
            if key[0] == event["client"] and key[1] < event["op"] and asked.get("socket") == event["socket"]:
                self.read.add(key)

    def done(self, event: Event) -> None:
        """Forget a command that ended."""
        key = (event["client"], event["op"])
        self.under_way.pop(key, None)
        self.read.discard(key)
        self.pending.pop(key, None)
        if event["asked"]["what"] == "send" and self.tries.get(event["asked"]["client_message_id"]) == key:
            del self.tries[event["asked"]["client_message_id"]]

    def unknown(self, event: Event) -> None:
        """Judge a command that ended without an answer."""
        pending = self.pending.get((event["client"], event["op"]))
        self.done(event)
        if pending is not None and event["why"] != LEFT:
            self.judge(pending, event["at"], f"ended unknown ({event['why']})")

    def drain(self, event: Event) -> None:
        """Note the commands that are still to be answered when a drain begins."""
        if event["phase"] != "begin":
            return
        for key, asked in self.under_way.items():
            if asked.get("web") == event["web"]:
                self.findings.looks["P12"] += 1
                if key in self.read:
                    self.pending[key] = Pending(asked, event)

    def fault(self, event: Event) -> None:
        """Note from when to when something else is broken."""
        if event["phase"] == "begin":
            self.begun[event["name"]] = event["at"]
        elif (since := self.begun.pop(event["name"], None)) is not None:
            self.faults.append((event["name"], since, event["at"]))

    def judge(self, pending: Pending, at: int, end: str) -> None:
        """Note a violation: a command was read and never answered. Do nothing if another fault explains it."""
        asked, drain = pending
        running = [(name, since, at) for name, since in self.begun.items()]
        for name, since, until in (*self.faults, *running):
            if name != RESTART and since <= at and until >= asked["at"]:
                return
        clues = (
            (f'"client":"{asked["client"]}"', f'"op":{asked["op"]},'),
            ('"event":"drain"', f'"web":{drain["web"]}'),
        )
        command = f"{asked['what']} {asked['op']} of {asked['client']}"
        words = f"{command} was read by process {drain['web']} before its drain and {end}"
        if "client_message_id" in asked:
            words += f": {short(asked['client_message_id'])}"
        self.violated("P12", words, *clues, at=at)

    @override
    def end(self) -> None:
        for pending in self.pending.values():
            self.judge(pending, pending.drain["at"], "never ended")
