"""P8: receipts never fall and are set only by members.

A *receipt* is a pair of watermarks, delivered and read. It belongs to one member or, under the name `all`, to the
slowest members of a group. Live frames from two processes may swap places, and a newer frame may overtake an answer. So
a client may receive a lower number late, and it keeps the highest. These are violations:
- an answer (`asked_at`) that is lower than what anybody had received about the same watermarks before it was asked for;
- at the end, a number in the database (for `all`: in a fresh fetch) that is lower than what anybody ever received or,
  for members, lower than what was acknowledged to them;
- read above delivered;
- a receipt of a person who never was a member;
- a watermark that nobody set. Each must be a seq that its owner asked for in `delivered` or `read` by then, or a
  message of their own, or a seq at which a system message says that people joined (a person who joins counts as having
  received and read everything before);
- a watermark of a former member that lies beyond the message about their removal, and that is in the database, or was
  received before anybody asked for an addition that could have brought them back (see `removal`).
A former member is shown the receipts from when they left, and a person who comes back begins anew. So the first two
rules leave out what is sent to former members and what is sent about them.
"""

from collections import deque

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.checks.truth import SENDER
from ops.prove.history import Event

Key = tuple[str, str]
Pair = tuple[int, int]
# How many steps of one watermark are kept. An answer that was under way for longer is only compared at the end.
STEPS = 64


class Receipts(Check):
    """Follows all watermarks that any client receives."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.received: dict[Key, deque[tuple[int, Pair]]] = {}
        self.requested: dict[Key, int] = {}
        self.acked: dict[Key, Pair] = {}
        # Watermarks that no request explains. At the end, when the messages are known, these may explain them.
        self.unasked: dict[Key, set[int]] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"invoke": self.invoke, "ok": self.ok, "receipt": self.receipt, "fresh": self.fresh}

    def invoke(self, event: Event) -> None:
        """Note which watermark a person asks for."""
        if event["what"] in {"delivered", "read"}:
            key = event["conversation"], event["person"]
            self.requested[key] = max(self.requested.get(key, 0), event["seq"])

    def ok(self, event: Event) -> None:
        """Note how high a person's watermarks are for certain."""
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
        """Take a receipt that a client received."""
        one, of = key = event["conversation"], event["of"]
        pair = event["delivered_seq"], event["read_seq"]
        self.findings.looks["P8"] += 1
        room = self.truth.rooms.get(one)
        if room is None or (of != "all" and of not in room.ranges):
            words = f"{event['client']} received a receipt of {of}, who is no member of {short(one)}"
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
        steps = self.received.setdefault(key, deque(maxlen=STEPS))
        highest = higher(steps[-1][1], pair) if steps else pair
        if not steps or highest != steps[-1][1]:
            steps.append((event["at"], highest))

    def compare(self, key: Key, pair: Pair, asked_at: int, event: Event) -> None:
        """Compare an answer with what had been received before the answer was asked for."""
        for at, before in reversed(self.received.get(key, ())):
            if at < asked_at:
                if pair != higher(pair, before):
                    self.fell(key, f"fell from {before} to {pair}", event)
                return

    def explain(self, key: Key, pair: Pair, event: Event) -> None:
        """Check that somebody asked for a watermark, and that its owner was allowed to have it."""
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
        """Compare the lowest watermarks of a group at the end with those that were received before."""
        for one, its in event["conversations"].items():
            if (
                (one, event["person"]) not in self.truth.left
                and "all" in its["receipts"]
                and (one, "all") in self.received
            ):
                self.ended((one, "all"), tuple(its["receipts"]["all"]), self.received[one, "all"][-1][1])

    def ended(self, key: Key, pair: Pair, before: Pair) -> None:
        """Compare the watermarks at the end with earlier ones."""
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
                    steps = self.received.get(key)
                    received = steps[-1][1] if steps else (0, 0)
                    self.ended(
                        key, pair, higher((min(acked[0], room.last_seq), min(acked[1], room.last_seq)), received)
                    )
                high = room.ranges[person][-1][1] if room.ranges[person] else 0
                if high is not None and max(pair) > high:
                    self.fell(key, f"is {pair} in the database, and they left at {high}", {"at": 0})
                unasked = self.unasked.get(key, set()) | {seq for seq in pair if seq > self.requested.get(key, 0)}
                for seq in sorted(unasked - own.get(person, set()) - joinings):
                    self.fell(key, f"was {seq}, which {person} had not asked for", {"at": 0})


def higher(one: Pair, other: Pair) -> Pair:
    """Return the higher delivered and the higher read of two pairs."""
    return max(one[0], other[0]), max(one[1], other[1])
