"""How long it took until a part was back in service. No property: figures.

web, worker: from starting it until it was ready, as the fault measured it. live_after_valkey, live_after_postgres: from
when the server answered again until live delivery had worked in every direction: from each web process a message that
was sent after that had reached, as a live update, a client at each other one. The time in which nobody was there to
send it, or to be told over a socket, does not count.
"""

from collections import Counter
from itertools import permutations

from typing_extensions import override

from ops.prove.checks.check import Check, Take
from ops.prove.history import Event

# From a web process to another one.
Direction = tuple[int, int]

PROCESSES = {"web": "web", "worker": "worker"}
SERVERS = {"valkey": "live_after_valkey", "valkey_away": "live_after_valkey", "postgres": "live_after_postgres"}


class Recovery(Check):
    """Follows who is connected where, and the first messages after a server came back."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.seconds: dict[str, list[float]] = {name: [] for name in (*PROCESSES.values(), *SERVERS.values())}
        # Where each client is, and whether with a socket.
        self.places: dict[str, tuple[int, bool]] = {}
        # Every process anybody was connected to.
        self.known: set[int] = set()
        # What is waited for: its name, since when, the directions that have not worked yet; how long the others took.
        self.waiting: tuple[str, int, set[Direction]] | None = None
        self.longest = 0
        # How long nobody was there to send or to be told meanwhile, as counted until `counted`.
        self.idle: Counter[Direction] = Counter()
        self.counted = 0
        # From where messages were sent since then, by client_message_id.
        self.origins: dict[str, int] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"connected": self.come, "gone": self.go, "fault": self.fault, "invoke": self.invoke, "see": self.see}

    def come(self, event: Event) -> None:
        """Note where a client is."""
        self.count(event["at"])
        self.known.add(event["web"])
        self.places[event["client"]] = event["web"], event["socket"] is not None

    def go(self, event: Event) -> None:
        """Note that it is nowhere."""
        self.count(event["at"])
        self.places.pop(event["client"], None)

    def count(self, at: int) -> None:
        """Add the time since the last count to the directions in which nobody could send, or be told."""
        if self.waiting is not None:
            senders = {web for web, _ in self.places.values()}
            told = {web for web, by_socket in self.places.values() if by_socket}
            for origin, reached in self.waiting[2]:
                if origin not in senders or reached not in told:
                    self.idle[origin, reached] += at - self.counted
        self.counted = at

    def fault(self, event: Event) -> None:
        """Note what is back, or begin to wait for live delivery."""
        name, details = event["name"], event.get("details", {})
        if event["phase"] != "end":
            return
        if name in PROCESSES:
            self.seconds[PROCESSES[name]].append(details["ready_seconds"])
        elif name in SERVERS:
            # PostgreSQL answers before those who need it say that they are ready.
            since = event["at"] - int(details.get("answering_seconds", 0) * 1e9)
            self.waiting = SERVERS[name], since, set(permutations(self.known, 2))
            self.longest, self.origins = 0, {}
            self.idle.clear()
            self.counted = since

    def invoke(self, event: Event) -> None:
        """Note from where a message is sent."""
        if self.waiting is not None and event["what"] == "send":
            self.origins.setdefault(event["client_message_id"], event["web"])

    def see(self, event: Event) -> None:
        """Note a direction that works."""
        origin = self.origins.get(event["client_message_id"])
        if self.waiting is None or origin is None or event["via"] != "live":
            return
        name, since, missing = self.waiting
        reached, by_socket = self.places.get(event["client"], (origin, False))
        if by_socket and (origin, reached) in missing:
            self.count(event["at"])
            missing.remove((origin, reached))
            self.longest = max(self.longest, event["at"] - since - self.idle[origin, reached])
        if not missing:
            self.seconds[name].append(round(self.longest / 1e9, 3))
            self.waiting = None
