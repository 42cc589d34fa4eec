"""P12: no command that was read before a drain began ends unknown.

A drain begins when the process is told to end, so what it had read by then it has to answer. That it had read a
command is known
- if a later command on the same socket was answered before the drain began: one socket's commands are read in the
  order in which they were sent (a `ping` right behind a command serves for that);
- if the command was a message's only try by then and somebody had seen the message.
A command that is known to have been read, was without an answer when the drain of its process began, and ended
`unknown` (or never), is a violation, unless another fault overlapped it: then the answer may have been lost on the
way. The rolling restart itself is no excuse; that the client left (`why`) is one.
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
        # The commands of a socket that are known to have been read, and the only tries whose message was seen.
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
        """A message somebody has was read."""
        if (key := self.tries.get(event["client_message_id"])) is not None:
            self.read.add(key)

    def answered(self, event: Event) -> None:
        """What was sent on a socket before a command that is answered was read."""
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
        """Judge a command that has no answer."""
        pending = self.pending.get((event["client"], event["op"]))
        self.done(event)
        if pending is not None and event["why"] != LEFT:
            self.judge(pending, event["at"], f"ended unknown ({event['why']})")

    def drain(self, event: Event) -> None:
        """Note what has to be answered yet when a drain begins."""
        if event["phase"] != "begin":
            return
        for key, asked in self.under_way.items():
            if asked.get("web") == event["web"]:
                self.findings.looks["P12"] += 1
                if key in self.read:
                    self.pending[key] = Pending(asked, event)

    def fault(self, event: Event) -> None:
        """Note when something else is broken."""
        if event["phase"] == "begin":
            self.begun[event["name"]] = event["at"]
        elif (since := self.begun.pop(event["name"], None)) is not None:
            self.faults.append((event["name"], since, event["at"]))

    def judge(self, pending: Pending, at: int, end: str) -> None:
        """Note a command that was read and never answered, unless something else explains that."""
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
