"""P9: nothing beyond the removal reaches a removed member, and nothing reaches a person who never was a member.

The database says what a person may see: ranges of seqs, each from a joining to a leaving. The messages about
the joining and the leaving are included. A message outside all these ranges never reaches a client of this person.

A person's second range begins with their first addition, the third with their second, and so on, where an addition is
one that was asked for and not refused. So, before such an addition was asked for, only the ranges before it can have
begun. Until then, however long a frame was under way, a removed member must not receive: a message of a later range;
the content of an earlier message at a position after the removal (it must be blank); a live receipt with a seq beyond
the removal; a head or a cursor with a position beyond the removal. `typing` is not judged, because it has no number
that shows when it was sent.
"""

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.history import Event


class Removal(Check):
    """Looks at what reaches persons who do not see the whole conversation."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.whole = {
            (one, who) for one, room in self.truth.rooms.items() for who, its in room.ranges.items()
            if its and its[0][0] <= 1 and its[0][1] is None
        }  # fmt: skip

    @override
    def takes(self) -> dict[str, Take]:
        return {"see": self.see, "receipt": self.receipt, "hear": self.hear, "cursor": self.cursor, "final": self.held,
                "fresh": self.held}  # fmt: skip

    def see(self, event: Event) -> None:
        """Take a message that reached a client."""
        key = (event["conversation"], event["person"])
        if key not in self.whole:
            self.message(key, event["seq"], event["position"], event["body"], event)

    def held(self, event: Event) -> None:
        """Take the messages that are held or fetched at the end."""
        for one, its in event["conversations"].items():
            if (key := (one, event["person"])) not in self.whole:
                for seq, position, _, _, body in its["messages"]:
                    self.message(key, seq, position, body, event)

    def message(self, key: tuple[str, str], seq: int, position: int, body: str | None, event: Event) -> None:
        """Compare a message with what its reader may see by now."""
        one, person = key
        if (room := self.truth.rooms.get(one)) is None:
            return
        self.findings.looks["P9"] += 1
        adds = self.ledger.adds[key]
        clues = ((one, person, f'"seq":{seq},'), *self.moves(*key))
        if not any(low <= seq and (high is None or seq <= high) for low, high in room.reached(person, adds)):
            words = f"message {seq} of {short(one)} reached {person}, who may see {room.ranges.get(person, 'nothing')}"
            self.violated("P9", words, *clues, at=event["at"])
        elif body is not None and (left := room.left(person, adds)) is not None and position > left[1] > 0:
            words = f"position {position} of message {seq} of {short(one)} reached {person}, who left at {left[1]}"
            self.violated("P9", words, *clues, at=event["at"])

    def receipt(self, event: Event) -> None:
        """Take the watermarks that were received live."""
        if event["via"] == "live":
            self.number(event, max(event["delivered_seq"], event["read_seq"]), 0, "a receipt")

    def hear(self, event: Event) -> None:
        """Take a head."""
        if event["update"] == "head":
            self.number(event, event["position"], 1, "a head")

    def cursor(self, event: Event) -> None:
        """Take a client's position."""
        self.number(event, event["position"], 1, "a position")

    def number(self, event: Event, number: int, which: int, what: str) -> None:
        """Compare a seq (which=0) or a position (which=1) with that of the removal."""
        key = one, person = event["conversation"], event["person"]
        if key in self.whole or (room := self.truth.rooms.get(one)) is None:
            return
        left = room.left(person, self.ledger.adds[key])
        if left is not None and number > left[which] > 0:
            words = f"{what} of {number} in {short(one)} reached {person}, who left at {left[which]}"
            clue = (one, f'"event":"{event["event"]}"', person, str(number))
            self.violated("P9", words, clue, *self.moves(*key), at=event["at"])

    def moves(self, one: str, person: str) -> tuple[tuple[str, ...], ...]:
        """Return the clues that find the lines about a person's additions and removals."""
        return tuple((f'"what":"{what}"', one, f'"user":"{person}"') for what in ("add", "remove"))

    @override
    def end(self) -> None:
        pass
