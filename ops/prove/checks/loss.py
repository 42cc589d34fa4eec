"""P1: no acknowledged message is lost.

A send that was answered `ok` with a seq is in the database: at that seq, under its client_message_id, from its sender.
Everyone who may see that seq has the message in a fresh fetch, unless they deleted it for themselves.

Acknowledged contents are kept, too. After an edit was acknowledged, the database does not have an older body. After a
deletion for everyone was acknowledged, the database has no body. If several edits have no answer, any of them may be
the last. A row that is gone is a loss even if its message was deleted, because a deleted message leaves a tombstone.
"""

import sys

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.checks.ledger import Sent
from ops.prove.checks.truth import BODY, NAME, SENDER, SEQ
from ops.prove.history import Event


class Loss(Check):
    """Looks for each acknowledged message at the end."""

    @override
    def takes(self) -> dict[str, Take]:
        return {"fresh": self.fresh}

    def fresh(self, event: Event) -> None:
        """Look for the acknowledged messages in what a person fetched after everything had ended."""
        person = event["person"]
        for one, room in self.truth.rooms.items():
            if person not in room.ranges:
                continue
            conversation = event["conversations"].get(one)
            fetched = {row[SEQ] for row in conversation["messages"]} if conversation is not None else set()
            for seq in room.visible(person):
                if seq in fetched:
                    continue
                name = room.rows[seq][NAME] if seq in room.rows else None
                sent = self.ledger.messages.get(name) if name is not None else None
                if sent is not None and sent.acked and not sent.may_be_hidden_from(person):
                    words = (
                        f"{short(sent.name)}, acknowledged as message {seq} of {short(one)}, is not there for {person}"
                    )
                    self.violated("P1", words, (sent.name,), at=event["at"])

    @override
    def end(self) -> None:
        for sent in self.ledger.messages.values():
            if sent.acked:
                self.findings.looks["P1"] += 1
                self.kept(sent)

    def kept(self, sent: Sent) -> None:
        """Compare an acknowledged message with the database."""
        room = self.truth.rooms.get(sent.conversation)
        row = room.rows.get(sent.seq) if room is not None else None
        where = f"{short(sent.name)}, acknowledged as message {sent.seq} of {short(sent.conversation)},"
        if row is None or (row[NAME], row[SENDER]) != (sent.name, sent.sender):
            self.violated("P1", f"{where} is not in the database", (sent.name,))
        elif sent.is_outdated(row[BODY], sys.maxsize):
            self.violated("P1", f"{where} lost an acknowledged edit or deletion: it is {row[BODY]!r}", (sent.name,))
