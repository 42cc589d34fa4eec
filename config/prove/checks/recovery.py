"""How long it took until a part was back in service. No property: figures.

web, worker: from starting it until it was ready, as the fault measured it. live_after_valkey, live_after_postgres: from
when the server answered again until live delivery had worked in every direction: from each web process a message that
was sent after that had reached, as a live update, a client at each other one.
"""

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
        # Every process anybody was connected to.
        self.known: set[int] = set()
        # What is waited for: its name, since when, the directions that have not worked yet.
        self.waiting: tuple[str, int, set[tuple[int, int]]] | None = None
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

    def go(self, event: Event) -> None:
        """Note that it has none."""
        self.webs.pop(event["client"], None)

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
            self.origins = {}

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
        missing.discard((origin, self.webs.get(event["client"], origin)))
        if not missing:
            self.seconds[name].append(round((event["at"] - since) / 1e9, 3))
            self.waiting = None
