"""P11: each connected client has each new message within 5 s after the faults, and knows of it while Valkey is away.

Two kinds of messages are judged: *late messages*, sent with `after_faults`; and messages *without Valkey*, sent while
Valkey is away for long. The latter are those asked for from 5 s after Valkey was taken away. The time that each has for
its arrival must also end before Valkey is back, because those who missed updates poll as soon as the bus returns.

Within 5 s after its first acknowledgement, a late message has to reach every client, in whatever way, whose person may
see it and which was connected the whole time: from before the message was first asked for until the 5 s were over. A
client is connected when it has authenticated and synced; a long poll that is being renewed counts. The sender's own
clients are among them.

A message without Valkey need only be known to the client: by the message itself, or by a `head` or a live `change` at
its position or beyond. A web process that finds by itself that there is something new sends no more than that. How soon
a client then asks for the message, while everybody is busy, is up to the client. Here only clients with a socket count,
because a polling client has to get one answer before it can ask again. A person who ever left the conversation is left
out, because people come and go during the faults.
"""

from bisect import bisect_left

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.history import Event

WITHIN_NS = 5_000_000_000
AWAY = "valkey_away"


class Liveness(Check):
    """Follows which clients are connected, and when late messages arrive."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.asked: dict[str, int] = {}
        self.acked: dict[str, int] = {}
        self.arrived: dict[str, dict[str, int]] = {}
        # Messages without Valkey; messages sent since Valkey went away; and the time at which it went away.
        self.without: set[str] = set()
        self.lately: set[str] = set()
        self.away_at: int | None = None
        # For each conversation and client while Valkey is away: rising positions, and when the client learned of each.
        self.learned: dict[str, dict[str, tuple[list[int], list[int]]]] = {}
        # For each client: its person, and the spans of time in which it was connected.
        self.people: dict[str, str] = {}
        self.since: dict[str, int] = {}
        self.spans: dict[str, list[tuple[int, int]]] = {}
        self.asking: set[str] = set()
        self.last_at = 0
        self.slowest = 0

    @override
    def takes(self) -> dict[str, Take]:
        return {"fault": self.fault, "invoke": self.invoke, "ok": self.ok, "see": self.see, "hear": self.hear,
                "connected": self.come, "gone": self.go, "final": self.last, "quiet": self.last}  # fmt: skip

    def fault(self, event: Event) -> None:
        """Note that Valkey is away, or back. Messages whose 5 s were not over when it came back are not judged."""
        if event["name"] != AWAY:
            return
        at: int = event["at"]
        self.away_at = at if event["phase"] == "begin" else None
        if self.away_at is None:
            for name in self.lately:
                if self.acked.get(name, at) + WITHIN_NS > at:
                    self.asked.pop(name)
                    self.arrived.pop(name)
                    self.acked.pop(name, None)
                else:
                    self.without.add(name)
                    self.known(name)
            self.lately.clear()
            self.learned.clear()

    def invoke(self, event: Event) -> None:
        """Note a message that has to arrive in time."""
        if event["what"] != "send" or (name := event["client_message_id"]) in self.asked:
            return
        since, first = self.away_at, self.ledger.messages[name].asked == 1
        without = since is not None and first and event["at"] > since + WITHIN_NS
        if without:
            self.lately.add(name)
        if without or event.get("after_faults"):
            self.asked[name], self.arrived[name] = event["at"], {}

    def ok(self, event: Event) -> None:
        """Note when the message was acknowledged."""
        name = event["asked"].get("client_message_id")
        if name in self.asked and event["asked"]["what"] == "send":
            self.acked.setdefault(name, event["at"])

    def see(self, event: Event) -> None:
        """Note when the message arrived."""
        arrived = self.arrived.get(event["client_message_id"])
        if arrived is not None:
            arrived.setdefault(event["client"], event["at"])
        if event["via"] == "live":
            self.learn(event)

    def hear(self, event: Event) -> None:
        """Take the position of a conversation that the server sent."""
        if event["update"] == "head":
            self.learn(event)

    def learn(self, event: Event) -> None:
        """Note a position that a client received live while Valkey is away."""
        if self.away_at is not None:
            clients = self.learned.setdefault(event["conversation"], {})
            positions, times = clients.setdefault(event["client"], ([], []))
            if not positions or event["position"] > positions[-1]:
                positions.append(event["position"])
                times.append(event["at"])

    def known(self, name: str) -> None:
        """For a message without Valkey, note when each client knew of it, if that was before the message arrived."""
        sent = self.ledger.messages[name]
        for client, (positions, times) in self.learned.get(sent.conversation, {}).items():
            # The position of the acknowledgement: that of the message, or a later one if the answer was a replay.
            if (first := bisect_left(positions, sent.low)) < len(times):
                at = times[first]
                self.arrived[name][client] = min(at, self.arrived[name].get(client, at))

    def come(self, event: Event) -> None:
        """Note that a client is connected."""
        self.people[event["client"]] = event["person"]
        self.since[event["client"]] = event["at"]
        if event["socket"] is None:
            self.asking.add(event["client"])

    def go(self, event: Event) -> None:
        """Note that a client is not connected any more."""
        since = self.since.pop(event["client"], None)
        if since is not None:
            self.spans.setdefault(event["client"], []).append((since, event["at"]))

    def last(self, event: Event) -> None:
        """Note that the history lasts at least until now."""
        self.last_at = event["at"]

    @override
    def end(self) -> None:
        for client, since in self.since.items():
            self.spans.setdefault(client, []).append((since, self.last_at))
        for name, acked in self.acked.items():
            sent = self.ledger.messages[name]
            room = self.truth.rooms.get(sent.conversation)
            for client, spans in self.spans.items():
                person = self.people[client]
                left = (sent.conversation, person) in self.truth.left
                if name in self.without and (left or client in self.asking):
                    continue
                ranges = room.ranges.get(person, []) if room is not None else []
                if not any(low <= sent.seq and (high is None or sent.seq <= high) for low, high in ranges):
                    continue
                if any(since < self.asked[name] and until > acked + WITHIN_NS for since, until in spans):
                    self.findings.looks["P11"] += 1
                    self.judge(name, client, acked)

    def judge(self, name: str, client: str, acked: int) -> None:
        """Compare the time of one arrival with the 5 s that are allowed."""
        arrived = self.arrived[name].get(client)
        if arrived is None or arrived > acked + WITHIN_NS:
            when = "never" if arrived is None else f"after {(arrived - acked) / 1e9:.1f} s"
            clues = (name, '"what":"send"'), (name, f'"client":"{client}"'), ('"connected"', f'"client":"{client}"')
            which = "without Valkey" if name in self.without else "late"
            words = f"message {short(name)}, {which}, reached {client}, connected, {when}"
            self.violated("P11", words, *clues, at=acked)
        else:
            self.slowest = max(self.slowest, arrived - acked)
