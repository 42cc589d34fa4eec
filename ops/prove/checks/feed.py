"""P13: every change reached the consumer of the feed at least once, in order for each conversation.

The worker's consumer writes what it is handed (`fed`). This check does what every consumer may do: it drops each change
whose position is not above the last one of the conversation, because that is a repeat after a crash. What is left must
end with the state of every message that the database holds: if a change had been skipped, or had come after a later
one, its message would be missing or old. A message that changed several times may come only with its latest change.
The event `feeding` says that the run has a consumer; a run without its own worker has none.
"""

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.checks.truth import NAME, POSITION, SEQ, Row, shared
from ops.prove.history import Event


class Feed(Check):
    """Keeps the latest state of each message that the consumer accepted."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.is_on = False
        self.last: dict[str, int] = {}
        self.rows: dict[str, dict[int, Row]] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"feeding": self.feeding, "fed": self.fed}

    def feeding(self, event: Event) -> None:
        """Note that the run has a consumer."""
        self.is_on = True

    def fed(self, event: Event) -> None:
        """Take changes of one conversation as the consumer was handed them."""
        conversation = event["conversation"]
        rows = self.rows.setdefault(conversation, {})
        for position, row in event["changes"]:
            if position <= self.last.get(conversation, 0):
                continue
            self.last[conversation] = position
            if row is None:
                continue
            if row[POSITION] != position:
                words = f"message {row[SEQ]} of {short(conversation)} with position {row[POSITION]} came as {position}"
                self.violated("P13", words, (conversation, "fed"), at=event["at"])
            rows[row[SEQ]] = shared(row)

    @override
    def end(self) -> None:
        if not self.is_on:
            return
        for conversation, room in self.truth.rooms.items():
            rows = self.rows.get(conversation, {})
            for seq, row in room.rows.items():
                self.findings.looks["P13"] += 1
                if rows.get(seq) != row:
                    words = f"the consumer has {rows.get(seq, 'nothing')} as message {seq} of {short(conversation)}, "
                    words += f"the database has {row}"
                    named = ((row[NAME],),) if row[NAME] else ()
                    self.violated("P13", words, (conversation, "fed", f"[{seq},"), *named)
