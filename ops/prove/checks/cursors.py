"""P7: cursors never go back.

A client's position in a conversation only rises, unless the contract had it begin anew (`reset`: it loaded the
conversation whole), which may put it where that answer stood. In the end it is not below any it had. No client is
ever beyond the end: a position higher than the database ever assigned, held or told by `head`, would make it drop
changes to come.
"""

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.history import Event


class Cursors(Check):
    """Follows each client's position in each conversation."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        # Where it is now, and the highest.
        self.positions: dict[tuple[str, str], tuple[int, int]] = {}
        self.ends = {one: room.position for one, room in self.truth.rooms.items()}
        self.looks = 0

    @override
    def takes(self) -> dict[str, Take]:
        return {"cursor": self.cursor, "hear": self.hear, "final": self.final}

    def cursor(self, event: Event) -> None:
        """Take a step of a client."""
        self.looks += 1
        key, position = (event["client"], event["conversation"]), event["position"]
        now, highest = self.positions.get(key, (0, 0))
        self.positions[key] = position, max(highest, position)
        if position < now and not event.get("reset"):
            words = f"{key[0]} went back from position {now} to {position} in {short(key[1])}"
            self.violated("P7", words, (*self.clue(*key), f'"position":{now}'),
                          (*self.clue(*key), f'"position":{position}'), at=event["at"])  # fmt: skip
        self.beyond(event, position)

    def hear(self, event: Event) -> None:
        """Take a position that the server told."""
        if event["update"] == "head":
            self.beyond(event, event["position"])

    def beyond(self, event: Event, position: int) -> None:
        """Note a position that never was."""
        one, client = event["conversation"], event["client"]
        if position > self.ends.get(one, 0):
            words = f"{client} is at position {position} of {short(one)}, which ends at {self.ends.get(one, 0)}"
            self.violated("P7", words, (*self.clue(client, one), f'"position":{position}'), at=event["at"])

    def clue(self, client: str, one: str) -> tuple[str, ...]:
        """Return which lines are about a client's position."""
        return '"event":"cursor"', f'"client":"{client}"', one

    def final(self, event: Event) -> None:
        """Compare where a client ended with where it had been."""
        for one, its in event["conversations"].items():
            client = event["client"]
            highest = self.positions.get((client, one), (0, 0))[1]
            if its["position"] < highest:
                words = f"{client} ended at position {its['position']} of {short(one)} and had been at {highest}"
                self.violated("P7", words, (*self.clue(client, one), f'"position":{highest}'), at=event["at"])

    @override
    def end(self) -> None:
        self.findings.looks["P7"] += self.looks
