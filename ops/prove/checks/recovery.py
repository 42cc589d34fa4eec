"""How long it took until a part was back in service. These are figures, not a property.

web, worker: from the start of the process until it was ready, as measured by the fault. live_after_valkey,
live_after_postgres: from the time at which the server answered again until live delivery worked in every direction. A
direction works when a message that was sent to one web process after that time has reached a client of the other web
process as a live update. Time in which no client was there to send the message, or to receive it over a socket, does
not count.
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
    """Follows which client is connected to which process, and the first messages after a server came back."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.seconds: dict[str, list[float]] = {name: [] for name in (*PROCESSES.values(), *SERVERS.values())}
        # The process to which each client is connected, and whether by a socket.
        self.places: dict[str, tuple[int, bool]] = {}
        # Every process to which any client was ever connected.
        self.known: set[int] = set()
        # What is being waited for: its name, since when, and the directions that have not worked yet. `longest`: the
        # longest time that one of the other directions took.
        self.waiting: tuple[str, int, set[Direction]] | None = None
        self.longest = 0
        # For each direction: how long no client could send, or receive, in the time that was counted until `counted`.
        self.idle: Counter[Direction] = Counter()
        self.counted = 0
        # By client_message_id: the process to which the message was sent since then.
        self.origins: dict[str, int] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"connected": self.come, "gone": self.go, "fault": self.fault, "invoke": self.invoke, "see": self.see}

    def come(self, event: Event) -> None:
        """Note to which process a client is connected."""
        self.count(event["at"])
        self.known.add(event["web"])
        self.places[event["client"]] = event["web"], event["socket"] is not None

    def go(self, event: Event) -> None:
        """Note that a client is not connected."""
        self.count(event["at"])
        self.places.pop(event["client"], None)

    def count(self, at: int) -> None:
        """Add the time since the last count to each direction in which nobody could send, or nobody could receive."""
        if self.waiting is not None:
            senders = {web for web, _ in self.places.values()}
            listeners = {web for web, by_socket in self.places.values() if by_socket}
            for origin, reached in self.waiting[2]:
                if origin not in senders or reached not in listeners:
                    self.idle[origin, reached] += at - self.counted
        self.counted = at

    def fault(self, event: Event) -> None:
        """Note that a process is back, or begin to wait for live delivery."""
        name, details = event["name"], event.get("details", {})
        if event["phase"] != "end":
            return
        if name in PROCESSES:
            self.seconds[PROCESSES[name]].append(details["ready_seconds"])
        elif name in SERVERS:
            # PostgreSQL answers before the processes that need it report that they are ready.
            since = event["at"] - int(details.get("answering_seconds", 0) * 1e9)
            self.waiting = SERVERS[name], since, set(permutations(self.known, 2))
            self.longest, self.origins = 0, {}
            self.idle.clear()
            self.counted = since

    def invoke(self, event: Event) -> None:
        """Note to which process a message is sent."""
        if self.waiting is not None and event["what"] == "send":
            self.origins.setdefault(event["client_message_id"], event["web"])

    def see(self, event: Event) -> None:
        """Note that a direction works."""
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
