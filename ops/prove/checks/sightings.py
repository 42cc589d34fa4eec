"""P2, P3 and a part of P4: every state of every message, wherever somebody saw it.

A *sighting* is one state of one message where somebody saw it: live, in /changes, on a page, in the answer to a send,
in the final state of a client, in a fresh fetch, or in the database. To a former member, a message that changed after
they left is shown as a blank, at the position at which they left. Of such a sighting only seq and client_message_id are
judged.

P2. Each sighting has a client_message_id that this sender had asked before to send to this conversation. Its body
is one that had been asked for (the first one, or that of an edit). It may have no body if a deletion for everyone had
been asked for. At the end, nothing was seen of which every try was refused. A try that ended unknown, or that was
refused after an unknown one, may have been carried out. System messages have no client_message_id and nobody asks for
them.
P3. All sightings of a client_message_id have one seq. All sightings at one position of a conversation have one body.
After a position without a body, no later position of the same message has one.
P4. A seq belongs to one message and a position belongs to one message, and they are the same for everybody.
"""

from sys import intern

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.checks.ledger import Sent
from ops.prove.history import Event

# seq, client_message_id, body, sender.
State = tuple[int, str | None, str | None, str | None]


class Sightings(Check):
    """Takes every sighting. A sighting that equals an earlier one costs only a look-up."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.states: dict[str, dict[int, State]] = {one: {} for one in self.truth.rooms}
        self.names: dict[str, dict[int, str | None]] = {one: {} for one in self.truth.rooms}
        self.blank: dict[tuple[str, int], int] = {}
        self.looks = 0

    @override
    def takes(self) -> dict[str, Take]:
        return {"see": self.see, "ok": self.ok, "final": self.whole, "fresh": self.whole}

    def see(self, event: Event) -> None:
        """Take a message that reached a client."""
        seen = (event["seq"], event["client_message_id"], event["body"], event["sender"])
        self.sight(event["conversation"], event["position"], seen, event)

    def ok(self, event: Event) -> None:
        """Take the answer to a send, or a page."""
        asked = event["asked"]
        if asked["what"] == "send":
            seen = (event["seq"], asked["client_message_id"], event["body"], asked["person"])
            self.sight(asked["conversation"], event["position"], seen, asked | {"at": event["at"]})
        elif asked["what"] == "fetch":
            left = (asked["conversation"], asked["person"]) in self.truth.left
            for seq, name, body in event["messages"]:
                sender = self.ledger.messages[name].sender if name in self.ledger.messages else None
                blank = left and body is None
                self.known(asked["conversation"], (seq, name, body, sender), asked | {"at": event["at"]}, blank=blank)

    def whole(self, event: Event) -> None:
        """Take all that a client held, or fetched, at the end."""
        for one, its in event["conversations"].items():
            for seq, position, name, sender, body in its["messages"]:
                self.sight(one, position, (seq, name, body, sender), event)

    def sight(self, one: str, position: int, seen: State, event: Event) -> None:
        """Take one state of one message."""
        self.looks += 1
        _, name, body, sender = seen
        states = self.states.get(one)
        if states is None:
            self.violated(
                "P2", f"{event.get('person')} sees {short(one)}, which is not of this run", (one,), at=event["at"]
            )
            return
        before = states.get(position)
        if before == seen:
            return
        who = event.get("person")
        if body is None and name is not None and (one, who) in self.truth.left:
            self.known(one, seen, event, blank=True)
            return
        if before is None:
            states[position] = (seen[0], shared(name), shared(body), shared(sender))
        elif seen[0] != before[0]:
            words = f"position {position} of {short(one)} is of message {before[0]} and, for {who}, of {seen[0]}"
            self.violated("P4", words, (one, f'"position":{position},'), at=event["at"])
        elif seen[2] != before[2]:
            words = (
                f"message {seen[0]} of {short(one)} at position {position} is {before[2]!r}, and for {who} {seen[2]!r}"
            )
            self.violated("P3", words, (str(seen[1]),), at=event["at"])
        if body is None and name is not None:
            self.blank[one, seen[0]] = min(position, self.blank.get((one, seen[0]), position))
        self.known(one, seen, event)

    def known(self, one: str, seen: State, event: Event, *, blank: bool = False) -> None:
        """Compare a sighting with what was asked for, and with the client_message_id known for its seq."""
        seq, name, body, sender = seen
        at = event["at"]
        other = self.names.get(one, {}).setdefault(seq, name)
        if other != name:
            words = f"message {seq} of {short(one)} is {short(other)}, and for {event.get('person')} {short(name)}"
            self.violated("P4", words, (one, f'"seq":{seq},'), (str(name),), (str(other),), at=at)
        if name is None:
            return
        sent = self.ledger.messages.get(name)
        where = f"{short(name)}, seen by {event.get('client', event.get('person', 'the database'))},"
        if sent is None or (sent.conversation, sent.sender) != (one, sender):
            words = (
                "was not sent until then" if sent is None else "was sent by another person, or to another conversation"
            )
            self.violated("P2", f"{where} {words}", (name,), at=at)
            return
        sent.seen_seq = sent.seen_seq or seq
        if sent.seen_seq != seq:
            self.violated("P3", f"{where} is message {sent.seen_seq} and message {seq} of {short(one)}", (name,), at=at)
        sent.seen = True
        content = None if blank else sent.content(body)
        if content is not None:
            content.seen = True
        elif not blank:
            words = "is deleted and nobody asked for that" if body is None else f"has a body nobody asked for: {body!r}"
            self.violated("P2", f"{where} {words}", (name,), at=at)

    @override
    def end(self) -> None:
        for one, room in self.truth.rooms.items():
            for row in room.rows.values():
                self.sight(one, row[1], (row[0], row[2], row[4], row[3]), {"at": 0})
            if room.twice:
                self.violated("P3", f"the database has {room.twice} seqs of {short(one)} twice", (one,))
        self.findings.looks.update(P2=self.looks, P3=self.looks, P4=self.looks)
        for sent in self.ledger.messages.values():
            self.refused(sent)
        for one, states in self.states.items():
            self.came_back(one, states)

    def refused(self, sent: Sent) -> None:
        """Note what was seen although every try to send, edit or delete it was refused."""
        if sent.seen and sent.refused:
            self.violated("P2", f"{short(sent.name)} was seen and every try to send it was refused", (sent.name,))
        for body, edit in (sent.edits or {}).items():
            if edit.seen and edit.refused:
                self.violated("P2", f"{body!r} was seen and the edit was refused", (sent.name,))
        if sent.deletion is not None and sent.deletion.seen and sent.deletion.refused:
            self.violated("P2", f"{short(sent.name)} is deleted and the deletion was refused", (sent.name,))

    def came_back(self, one: str, states: dict[int, State]) -> None:
        """Note messages that have a body again after they were deleted."""
        for later, (seq, name, body, _) in states.items():
            if body is not None and (deleted := self.blank.get((one, seq), later)) < later:
                words = f"message {seq} of {short(one)} was deleted at position {deleted} and has a body at {later}"
                self.violated("P3", words, (str(name),))


def shared(text: str | None) -> str | None:
    """Return the one copy of a text that all holders share, to save memory: there are very many."""
    return None if text is None else intern(text)
