"""How long it took until a part was back in service. No property: figures.

web, worker: from starting it until it was ready, as the fault measured it. live_after_valkey, live_after_postgres: from
when the server answered again until live delivery had worked in every direction: from each web process a message that
was sent after that had reached, as a live update, a client at each other one. The time in which nobody had a socket
there does not count: nothing could be delivered.
"""

from collections import Counter
from itertools import permutations

from typing_extensions import override

from config.prove.checks.check import Check, Take
from config.prove.history import Event

PROCESSES = {"web": "web", "worker": "worker"}
SERVERS = {"valkey": "live_after_valkey", "valkey_away": "live_after_valkey", "postgres": "live_after_postgres"}


class Recovery(Check):
    """Follows who is connected where, and the first messages after a server came back."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.seconds: dict[str, list[float]] = {name: [] for name in (*PROCESSES.values(), *SERVERS.values())}
        # Of each client with a socket: where.
        self.webs: dict[str, int] = {}
        # Every process anybody was connected to, and since when nobody has a socket there.
        self.known: set[int] = set()
        self.deserted: dict[int, int] = {}
        # What is waited for: its name, since when, the directions that have not worked yet; how long the others took.
        self.waiting: tuple[str, int, set[tuple[int, int]]] | None = None
        self.longest = 0
        # How long nobody could be reached at a process meanwhile.
        self.nobody: Counter[int] = Counter()
        # From where messages were sent since then, by client_message_id.
        self.origins: dict[str, int] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"connected": self.come, "gone": self.go, "fault": self.fault, "invoke": self.invoke, "see": self.see}

    def come(self, event: Event) -> None:
        """Note where a client has its socket."""
        self.known.add(event["web"])
        if event["socket"] is not None:
            self.webs[event["client"]] = event["web"]
        self.count(event["at"])

    def go(self, event: Event) -> None:
        """Note that it has none."""
        self.webs.pop(event["client"], None)
        self.count(event["at"])

    def count(self, at: int) -> None:
        """Note which processes nobody has a socket at, and which have somebody again."""
        present = set(self.webs.values())
        for web in self.known - present:
            self.deserted.setdefault(web, at)
        for web in present & self.deserted.keys():
            self.nobody[web] += at - self.deserted.pop(web)

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
            self.nobody.clear()
            self.deserted = {web: max(since, left) for web, left in self.deserted.items()}

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
        reached = self.webs.get(event["client"], origin)
        if (origin, reached) in missing:
            missing.remove((origin, reached))
            self.longest = max(self.longest, event["at"] - since - self.nobody[reached])
        if not missing:
            self.seconds[name].append(round(self.longest / 1e9, 3))
            self.waiting = None
