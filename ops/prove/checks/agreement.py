"""P10: every client's state equals a fresh fetch.

When everything is quiet, each client writes down what its reducer holds (`final`), and a new client of the same person
fetches everything (`fresh`). Both must have the same conversations. In each conversation, both must have the same
position, the same receipts and own watermarks, and the same messages with the same position, client_message_id, sender
and body. What was fetched must also equal the database, in the ranges that the reader may see.

The contract has these exceptions. A person who has left a conversation keeps what they saw, and a message that changed
afterwards may be shown to them as a blank. A message that a person deleted for themselves may be held or not, if the
deletion was never acknowledged. A client that was connected at the end and wrote no final state is a violation, because
nothing shows that it agrees. Reactions are compared only through the positions that they move.
"""

from typing import Any, NamedTuple

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.checks.truth import BODY, NAME, SEQ, Row
from ops.prove.history import Event


class State(NamedTuple):
    """What a person has of one conversation. `others`: messages that are not as in the database, None if missing."""

    numbers: dict[str, Any]
    others: dict[int, Row | None]


class Agreement(Check):
    """Compares both states with the database and keeps only the differences: whole states would not fit into memory."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.finals: dict[str, tuple[str, dict[str, State]]] = {}
        self.fetched: dict[str, dict[str, State]] = {}
        self.connected: set[str] = set()

    @override
    def takes(self) -> dict[str, Take]:
        return {"final": self.final, "fresh": self.fresh, "connected": self.come, "gone": self.go}

    def come(self, event: Event) -> None:
        """Note that a client is connected."""
        self.connected.add(event["client"])

    def go(self, event: Event) -> None:
        """Note that a client is not connected any more."""
        self.connected.discard(event["client"])

    def final(self, event: Event) -> None:
        """Take the state that a client holds at the end."""
        self.finals[event["client"]] = event["person"], self.states(event)

    def fresh(self, event: Event) -> None:
        """Take what a person fetched. A person with several clients may fetch once for each of them."""
        states = self.states(event)
        self.fetched[str(event.get("client", event["person"]))] = states
        self.fetched.setdefault(event["person"], states)
        for one, state in states.items():
            if (one, event["person"]) in self.truth.left or one not in self.truth.rooms:
                continue
            for seq, row in state.others.items():
                if not self.may_be_hidden(one, seq, event["person"]):
                    words = f"{event['person']} fetched {row} as message {seq} of {short(one)}, the database has "
                    words += str(self.truth.rooms[one].rows.get(seq, "none")[: BODY + 1])
                    self.violated("P10", words, (one, f'"seq":{seq},'), *self.named(one, seq), at=event["at"])

    def states(self, event: Event) -> dict[str, State]:
        """Return the states of all conversations of an event."""
        return {one: self.state(one, event, its) for one, its in event["conversations"].items()}

    def state(self, one: str, event: Event, its: dict[str, Any]) -> State:
        """Return the state of one conversation, compared with the database."""
        numbers = {name: its.get(name) for name in ("position", "receipts", "my")}
        room = self.truth.rooms.get(one)
        if room is None:
            return State(numbers, {})
        self.findings.looks["P10"] += 1
        visible = set(room.visible(event["person"]))
        others: dict[int, Row | None] = {}
        seen = set()
        for row in its["messages"]:
            seq = row[SEQ]
            if seq in seen:
                words = f"{event.get('client', event['person'])} has message {seq} of {short(one)} twice"
                self.violated("P3", words, (one, f'"seq":{seq},'))
            seen.add(seq)
            if seq not in visible or seq not in room.rows or row != room.rows[seq][: BODY + 1]:
                others[seq] = row
        return State(numbers, others | dict.fromkeys(visible - seen))

    def may_be_hidden(self, one: str, seq: int, person: str) -> bool:
        """Whether a person may have deleted this message for themselves."""
        row = self.truth.rooms[one].rows.get(seq)
        sent = self.ledger.messages.get(row[NAME]) if row is not None else None
        return sent is not None and sent.may_be_hidden_from(person)

    def named(self, one: str, seq: int) -> tuple[tuple[str, ...], ...]:
        """Return a clue that finds the message with that seq."""
        row = self.truth.rooms[one].rows.get(seq) if one in self.truth.rooms else None
        return ((row[NAME],),) if row is not None and row[NAME] is not None else ()

    @override
    def end(self) -> None:
        for client in sorted(self.connected - self.finals.keys()):
            words = f"{client} was connected and wrote no final state"
            self.violated("P10", words, (f'"client":"{client}"', '"connected"'))
        for client, (person, held) in self.finals.items():
            fetched = self.fetched.get(client, self.fetched.get(person))
            if fetched is None:
                self.violated("P10", f"nothing was fetched for {person}, whose client is {client}")
                continue
            for one in held.keys() ^ fetched.keys():
                words = "holds and cannot fetch" if one in held else "can fetch and does not hold"
                self.violated("P10", f"{client} {words} {short(one)}", (one, f'"client":"{client}"'))
            for one in held.keys() & fetched.keys():
                self.equal(client, person, one, held[one], fetched[one])

    def equal(self, client: str, person: str, one: str, held: State, fetched: State) -> None:
        """Compare a conversation as a client holds it with the same conversation as it was fetched."""
        for name, value in fetched.numbers.items():
            if held.numbers[name] != value:
                words = f"{client} holds {name} {held.numbers[name]} of {short(one)}, fetched is {value}"
                event = "receipt" if name == "receipts" else "cursor"
                self.violated("P10", words, (f'"event":"{event}"', f'"client":"{client}"', one))
        left = (one, person) in self.truth.left
        for seq in sorted(held.others.keys() | fetched.others.keys()):
            ours, theirs = (self.row(one, seq, state) for state in (held, fetched))
            blank = left and theirs is not None and theirs[BODY] is None
            if ours == theirs or blank or self.may_be_hidden(one, seq, person):
                continue
            words = f"{client} holds {ours} as message {seq} of {short(one)}, fetched is {theirs}"
            self.violated("P10", words, (f'"client":"{client}"', one, f'"seq":{seq},'), *self.named(one, seq))

    def row(self, one: str, seq: int, state: State) -> Row | None:
        """Return one message of a state, None if the state does not have it."""
        if seq in state.others:
            return state.others[seq]
        row = self.truth.rooms[one].rows.get(seq) if one in self.truth.rooms else None
        return row[: BODY + 1] if row is not None else None
