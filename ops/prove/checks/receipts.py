"""P8: receipts never fall and are set only by members.

A *receipt* is a pair of watermarks, delivered and read, of one member or, `all`, of a group's slowest. Live frames of
two processes may swap and an answer may be overtaken, so that a client is told a lower number late; it keeps the
highest. What may not be:
- an answer (`asked_at`) lower than what anybody had been told of the same watermarks before it was asked for;
- in the end the database, or for `all` a fresh fetch, lower than what anybody was ever told, or, for members, than
  what was acknowledged to them;
- read above delivered;
- a receipt of somebody who never was a member;
- a watermark nobody set: each is a seq its owner asked for in `delivered` or `read` by then, or a message of their
  own, or where a system message says that people joined (who joins has received and read all before);
- a watermark of a former member beyond the message that removed them, told before an addition that could have brought
  them back was asked for (`removal` explains that), or kept in the database.
Former members are shown what was when they left, and who comes back begins anew: what is told to them and of them is
left out of the first two.
"""

from collections import deque

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.checks.truth import SENDER
from ops.prove.history import Event

Key = tuple[str, str]
Pair = tuple[int, int]
# So many steps of one watermark are remembered; an answer under way for longer is only compared in the end.
STEPS = 64


class Receipts(Check):
    """Follows all watermarks that anybody is told."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.told: dict[Key, deque[tuple[int, Pair]]] = {}
        self.requested: dict[Key, int] = {}
        self.acked: dict[Key, Pair] = {}
        # What no request explains, until the end knows the messages.
        self.unasked: dict[Key, set[int]] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"invoke": self.invoke, "ok": self.ok, "receipt": self.receipt, "fresh": self.fresh}

    def invoke(self, event: Event) -> None:
        """Note how far somebody asks a watermark to be."""
        if event["what"] in {"delivered", "read"}:
            key = event["conversation"], event["person"]
            self.requested[key] = max(self.requested.get(key, 0), event["seq"])

    def ok(self, event: Event) -> None:
        """Note how far somebody's watermarks are for sure."""
        asked = event["asked"]
        if asked["what"] not in {"delivered", "read"}:
            return
        one, person = key = asked["conversation"], asked["person"]
        self.findings.looks["P8"] += 1
        if (room := self.truth.rooms.get(one)) is not None and person not in room.ranges:
            self.violated(
                "P8", f"{person} is no member of {short(one)} and set a receipt", (one, person), at=event["at"]
            )
        seq = asked["seq"]
        least = (event.get("delivered_seq") or seq, event.get("read_seq") or (seq if asked["what"] == "read" else 0))
        self.acked[key] = higher(self.acked.get(key, (0, 0)), least)
        if "delivered_seq" in event and key not in self.truth.left:
            self.compare(key, (event["delivered_seq"], event["read_seq"]), asked["at"], event)

    def receipt(self, event: Event) -> None:
        """Take what a client was told."""
        one, of = key = event["conversation"], event["of"]
        pair = event["delivered_seq"], event["read_seq"]
        self.findings.looks["P8"] += 1
        room = self.truth.rooms.get(one)
        if room is None or (of != "all" and of not in room.ranges):
            words = f"{event['client']} was told of a receipt of {of}, who is no member of {short(one)}"
            self.violated("P8", words, (one, f'"of":"{of}"'), at=event["at"])
            return
        if of != "all":
            self.explain(key, pair, event)
        if key in self.truth.left or (one, event["person"]) in self.truth.left:
            return
        if pair[1] > pair[0]:
            self.fell(key, f"says {pair[1]} read and {pair[0]} delivered", event)
        if "asked_at" in event:
            self.compare(key, pair, event["asked_at"], event)
        steps = self.told.setdefault(key, deque(maxlen=STEPS))
        highest = higher(steps[-1][1], pair) if steps else pair
        if not steps or highest != steps[-1][1]:
            steps.append((event["at"], highest))

    def compare(self, key: Key, pair: Pair, asked_at: int, event: Event) -> None:
        """Compare an answer with what had been told before it was asked for."""
        for at, before in reversed(self.told.get(key, ())):
            if at < asked_at:
                if pair != higher(pair, before):
                    self.fell(key, f"fell from {before} to {pair}", event)
                return

    def explain(self, key: Key, pair: Pair, event: Event) -> None:
        """Look for who set a watermark, and for whether they might."""
        asked = self.requested.get(key, 0)
        unasked = {number for number in pair if number > asked}
        if unasked:
            self.unasked.setdefault(key, set()).update(unasked)
        left = self.truth.rooms[key[0]].left(key[1], self.ledger.adds[key]) if key in self.truth.left else None
        if left is not None and max(pair) > left[0]:
            self.fell(key, f"is {pair}, and they left at {left[0]}", event)

    def fell(self, key: Key, words: str, event: Event) -> None:
        """Note a violation that an event shows."""
        clues = (key[0], f'"of":"{key[1]}"'), ('"what":"read"', *key), ('"what":"delivered"', *key)
        self.violated("P8", f"the receipt of {key[1]} in {short(key[0])} {words}", *clues, at=event["at"])

    def fresh(self, event: Event) -> None:
        """Compare a group's least in the end with what was told before."""
        for one, its in event["conversations"].items():
            if (one, event["person"]) not in self.truth.left and "all" in its["receipts"] and (one, "all") in self.told:
                self.ended((one, "all"), tuple(its["receipts"]["all"]), self.told[one, "all"][-1][1])

    def ended(self, key: Key, pair: Pair, before: Pair) -> None:
        """Compare watermarks in the end with earlier ones."""
        if pair != higher(pair, before):
            self.fell(key, f"was {before} and ended at {pair}", {"at": 0})

    @override
    def end(self) -> None:
        for one, room in self.truth.rooms.items():
            own: dict[str, set[int]] = {}
            for seq, row in room.rows.items():
                own.setdefault(row[SENDER], set()).add(seq)
            joinings = {0} | room.system | {seq - 1 for seq in room.system}
            for person, pair in room.watermarks.items():
                key = (one, person)
                if key not in self.truth.left:
                    acked = self.acked.get(key, (0, 0))
                    steps = self.told.get(key)
                    told = steps[-1][1] if steps else (0, 0)
                    self.ended(key, pair, higher((min(acked[0], room.last_seq), min(acked[1], room.last_seq)), told))
                high = room.ranges[person][-1][1] if room.ranges[person] else 0
                if high is not None and max(pair) > high:
                    self.fell(key, f"is {pair} in the database, and they left at {high}", {"at": 0})
                unasked = self.unasked.get(key, set()) | {seq for seq in pair if seq > self.requested.get(key, 0)}
                for seq in sorted(unasked - own.get(person, set()) - joinings):
                    self.fell(key, f"was {seq}, which {person} had not asked for", {"at": 0})


def higher(one: Pair, other: Pair) -> Pair:
    """Return the higher of each."""
    return max(one[0], other[0]), max(one[1], other[1])
