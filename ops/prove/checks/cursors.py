"""P7: cursors never go back.

A client's position in a conversation only rises. There is one exception: the contract may make a client begin anew
(`reset`: it loaded the whole conversation), and then its position is that of the answer. At the end, the position of a
client is not lower than any position it had before. No client is ever beyond the end of a conversation: with a position
higher than any that the database assigned, whether held or received in a `head`, it would drop the next changes.
"""

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.history import Event


class Cursors(Check):
    """Follows each client's position in each conversation."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        # The present position of each client in each conversation, and the highest position it ever had.
        self.positions: dict[tuple[str, str], tuple[int, int]] = {}
        self.ends = {one: room.position for one, room in self.truth.rooms.items()}
        self.looks = 0

    @override
    def takes(self) -> dict[str, Take]:
        return {"cursor": self.cursor, "hear": self.hear, "final": self.final}

    def cursor(self, event: Event) -> None:
        """Take a new position of a client."""
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
        """Take a position that the server sent."""
        if event["update"] == "head":
            self.beyond(event, event["position"])

    def beyond(self, event: Event, position: int) -> None:
        """Note a violation if the conversation never had this position."""
        one, client = event["conversation"], event["client"]
        if position > self.ends.get(one, 0):
            words = f"{client} is at position {position} of {short(one)}, which ends at {self.ends.get(one, 0)}"
            self.violated("P7", words, (*self.clue(client, one), f'"position":{position}'), at=event["at"])

    def clue(self, client: str, one: str) -> tuple[str, ...]:
        """Return a clue that finds the lines about a client's position."""
        return '"event":"cursor"', f'"client":"{client}"', one

    def final(self, event: Event) -> None:
        """Compare a client's last position with the highest one it had."""
        for one, its in event["conversations"].items():
            client = event["client"]
            highest = self.positions.get((client, one), (0, 0))[1]
            if its["position"] < highest:
                words = f"{client} ended at position {its['position']} of {short(one)} and had been at {highest}"
                self.violated("P7", words, (*self.clue(client, one), f'"position":{highest}'), at=event["at"])

    @override
    def end(self) -> None:
        self.findings.looks["P7"] += self.looks
