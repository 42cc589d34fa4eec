"""P11: after the faults stop every connected client has each new message within 5 s, sooner than the poll brings it.

A *late message* is one that was sent with `after_faults` and acknowledged. From its first acknowledgement on it has 5
s to reach, by whatever way, every client that was connected (had authenticated and synced; a long poll that is being
renewed counts) before its sending was first asked for, and stayed so until those 5 s were over, and whose person may
see it. The sender's own clients are among them.
"""

from typing_extensions import override

from config.prove.checks.check import Check, Take, short
from config.prove.history import Event

WITHIN_NS = 5_000_000_000


class Liveness(Check):
    """Follows who is connected, and when late messages arrive."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.asked: dict[str, int] = {}
        self.acked: dict[str, int] = {}
        self.arrived: dict[str, dict[str, int]] = {}
        # Of each client: its person, and the times from and to which it was connected.
        self.people: dict[str, str] = {}
        self.since: dict[str, int] = {}
        self.spans: dict[str, list[tuple[int, int]]] = {}
        self.last_at = 0
        self.slowest = 0

    @override
    def takes(self) -> dict[str, Take]:
        return {"invoke": self.invoke, "ok": self.ok, "see": self.see, "connected": self.come, "gone": self.go,
                "final": self.last, "quiet": self.last}  # fmt: skip

    def invoke(self, event: Event) -> None:
        """Note a late message."""
        if event.get("after_faults") and event["what"] == "send":
            self.asked.setdefault(event["client_message_id"], event["at"])
            self.arrived.setdefault(event["client_message_id"], {})

    def ok(self, event: Event) -> None:
        """Note when it was acknowledged."""
        name = event["asked"].get("client_message_id")
        if name in self.asked and event["asked"]["what"] == "send":
            self.acked.setdefault(name, event["at"])

    def see(self, event: Event) -> None:
        """Note when it arrived."""
        arrived = self.arrived.get(event["client_message_id"])
        if arrived is not None:
            arrived.setdefault(event["client"], event["at"])

    def come(self, event: Event) -> None:
        """Note that a client is connected."""
        self.people[event["client"]] = event["person"]
        self.since[event["client"]] = event["at"]

    def go(self, event: Event) -> None:
        """Note that it is not any more."""
        since = self.since.pop(event["client"], None)
        if since is not None:
            self.spans.setdefault(event["client"], []).append((since, event["at"]))

    def last(self, event: Event) -> None:
        """Note that the history goes on until here."""
        self.last_at = event["at"]

    @override
    def end(self) -> None:
        for client, since in self.since.items():
            self.spans.setdefault(client, []).append((since, self.last_at))
        for name, acked in self.acked.items():
            sent = self.ledger.messages[name]
            room = self.truth.rooms.get(sent.conversation)
            for client, spans in self.spans.items():
                ranges = room.ranges.get(self.people[client], []) if room is not None else []
                if not any(low <= sent.seq and (high is None or sent.seq <= high) for low, high in ranges):
                    continue
                if any(since < self.asked[name] and until > acked + WITHIN_NS for since, until in spans):
                    self.findings.looks["P11"] += 1
                    self.judge(name, client, acked)

    def judge(self, name: str, client: str, acked: int) -> None:
        """Compare one arrival with the time there was for it."""
        arrived = self.arrived[name].get(client)
        if arrived is None or arrived > acked + WITHIN_NS:
            when = "never" if arrived is None else f"after {(arrived - acked) / 1e9:.1f} s"
            clues = (name, '"what":"send"'), (name, f'"client":"{client}"'), ('"connected"', f'"client":"{client}"')
            self.violated("P11", f"late message {short(name)} reached {client}, connected, {when}", *clues, at=acked)
        else:
            self.slowest = max(self.slowest, arrived - acked)
