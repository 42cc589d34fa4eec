"""P4 and P5: one order for everybody that agrees with time, no gap, and each sender's messages in their order.

P4. The database holds every seq of a conversation from 1 to last_seq, each once. Of two new messages, the one with the
higher seq has the higher position. If a message was first asked for after another one had been acknowledged to
anybody, then it has the higher seq. The final state of a client has no hole: between the first and the last message
that it holds of a range which its person may see, it holds every seq. (A live client may skip a message and pull it
later. That is no gap; the check `agreement` finds what is missing at the end.)

P5. The same holds for the messages of one person in one conversation, from all their devices: if one was acknowledged
before the next was first asked for, then the next has a higher seq. Commands that were under way at the same time have
no order, even on one socket. A message that was given up as unknown and sent again later is where the later try put it.
"""

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.checks.truth import NAME, SEQ
from ops.prove.history import Event


class Order(Check):
    """Compares the seq in each answer with the seqs that were acknowledged before the message was asked for."""

    looks = 0

    @override
    def takes(self) -> dict[str, Take]:
        return {"ok": self.ok, "final": self.final}

    def ok(self, event: Event) -> None:
        """Compare the seq of a message with those that were acknowledged before its first try."""
        asked = event["asked"]
        if asked["what"] != "send":
            return
        self.looks += 1
        sent, seq = self.ledger.messages[asked["client_message_id"]], event["seq"]
        room = self.truth.rooms.get(sent.conversation)
        name, floor = ("P5", sent.own_floor) if seq <= sent.own_floor else ("P4", sent.floor)
        if seq <= floor and room is not None:
            before = room.rows.get(floor, [floor, 0, None])
            whose = " of the same sender" if name == "P5" else ""
            where = f"{short(sent.name)} is message {seq} of {short(sent.conversation)}"
            words = f"{where}, and message {floor}{whose} was acknowledged before"
            self.violated(name, words, (sent.name,), (str(before[NAME]),), at=event["at"])

    def final(self, event: Event) -> None:
        """Look for holes in what a client holds."""
        person = event["person"]
        for one, its in event["conversations"].items():
            room = self.truth.rooms.get(one)
            held = {row[SEQ] for row in its["messages"]}
            for low, high in room.ranges.get(person, []) if room is not None else []:
                inside = [seq for seq in held if seq >= low and (high is None or seq <= high)]
                if not inside or max(inside) - min(inside) + 1 == len(inside):
                    continue
                holes = (seq for seq in range(min(inside), max(inside)) if seq not in held)
                if (hole := next((seq for seq in holes if not self.may_be_hidden(one, seq, person)), None)) is not None:
                    words = f"{event['client']} holds message {max(inside)} of {short(one)} and not message {hole}"
                    clue = (one, f'"seq":{hole},')
                    self.violated("P4", words, clue, at=event["at"])

    def may_be_hidden(self, one: str, seq: int, person: str) -> bool:
        """Whether a person may have deleted this message for themselves."""
        row = self.truth.rooms[one].rows.get(seq)
        sent = self.ledger.messages.get(row[NAME]) if row is not None else None
        return sent is not None and sent.may_be_hidden_from(person)

    @override
    def end(self) -> None:
        self.findings.looks["P5"] += self.looks
        for one, room in self.truth.rooms.items():
            missing = [seq for seq in range(1, room.last_seq + 1) if seq not in room.rows]
            if missing or len(room.rows) > room.last_seq:
                words = f"{short(one)} has {len(room.rows)} messages of {room.last_seq}, and lacks {missing[:3]}"
                self.violated("P4", words, *((one, f'"seq":{seq},') for seq in missing[:1]))
            self.ascending(one)

    def ascending(self, one: str) -> None:
        """Compare the order of the seqs with the order of the positions at which the messages were sent."""
        before = (0, 0)
        for seq, row in sorted(self.truth.rooms[one].rows.items()):
            sent = self.ledger.messages.get(row[NAME])
            if sent is None or not sent.position:
                continue
            if sent.position <= before[1]:
                words = f"message {seq} of {short(one)} came at position {sent.position}, {before[0]} at {before[1]}"
                self.violated("P4", words, (sent.name,))
            before = (seq, sent.position)
