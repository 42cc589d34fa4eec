"""P11: each connected client has each new message within 5 s after the faults, and knows of it while Valkey is away.

Of a *late message*, which was sent with `after_faults`, and of one *without Valkey*, from its being asked for 5 s after
Valkey was taken away for long until 5 s before it is back: sooner than the poll of those who believe that the bus
stands. From its first acknowledgement on it has 5 s to reach, by whatever way, every client that was connected (had
authenticated and synced; a long poll that is being renewed counts) before its sending was first asked for, and stayed
so until those 5 s were over, and whose person may see it. The sender's own clients are among them.

Without Valkey a client has to know of it: by the message, or by a `head` or live `change` at its position or beyond. A
process that finds by itself that there is something tells no more than that. How soon a client then asks, with
everybody acting, is up to the client.
Only sockets count: who asks has to get through one answer before the next. And whoever ever left the conversation is
left out: people come and go then.
"""

from bisect import bisect_left

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.history import Event

WITHIN_NS = 5_000_000_000
AWAY = "valkey_away"


class Liveness(Check):
    """Follows who is connected, and when late messages arrive."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.asked: dict[str, int] = {}
        self.acked: dict[str, int] = {}
        self.arrived: dict[str, dict[str, int]] = {}
        # Which of them are without Valkey, those since it is away, and since when that is.
        self.without: set[str] = set()
        self.lately: set[str] = set()
        self.away_at: int | None = None
        # By conversation and client, while Valkey is away: positions beyond those before, and when each was told of.
        self.told: dict[str, dict[str, tuple[list[int], list[int]]]] = {}
        # Of each client: its person, and the times from and to which it was connected.
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
        """Note that Valkey is away, or back: what had not had its time by then is left out."""
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
            self.told.clear()

    def invoke(self, event: Event) -> None:
        """Note a message that is to arrive in time."""
        if event["what"] != "send" or (name := event["client_message_id"]) in self.asked:
            return
        since, first = self.away_at, self.ledger.messages[name].asked == 1
        without = since is not None and first and event["at"] > since + WITHIN_NS
        if without:
            self.lately.add(name)
        if without or event.get("after_faults"):
            self.asked[name], self.arrived[name] = event["at"], {}

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
        if event["via"] == "live":
            self.tell(event)

    def hear(self, event: Event) -> None:
        """Note how far a conversation was told to be."""
        if event["update"] == "head":
            self.tell(event)

    def tell(self, event: Event) -> None:
        """Note a position that was told of live, while Valkey is away."""
        if self.away_at is not None:
            clients = self.told.setdefault(event["conversation"], {})
            positions, times = clients.setdefault(event["client"], ([], []))
            if not positions or event["position"] > positions[-1]:
                positions.append(event["position"])
                times.append(event["at"])

    def known(self, name: str) -> None:
        """Note of a message without Valkey when clients knew of it, if they had not got it before."""
        sent = self.ledger.messages[name]
        for client, (positions, times) in self.told.get(sent.conversation, {}).items():
            # As acknowledged: where it was, or later if that was a replay.
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
        """Compare one arrival with the time there was for it."""
        arrived = self.arrived[name].get(client)
        if arrived is None or arrived > acked + WITHIN_NS:
            when = "never" if arrived is None else f"after {(arrived - acked) / 1e9:.1f} s"
            clues = (name, '"what":"send"'), (name, f'"client":"{client}"'), ('"connected"', f'"client":"{client}"')
            which = "without Valkey" if name in self.without else "late"
            words = f"message {short(name)}, {which}, reached {client}, connected, {when}"
            self.violated("P11", words, *clues, at=acked)
        else:
            self.slowest = max(self.slowest, arrived - acked)
