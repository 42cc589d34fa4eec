"""P6: a person reads what they wrote, on every process.

A fetch of a conversation's newest page may go to any process, from any device of the person. It shows all that the
person wrote and that was acknowledged to any of their devices before the fetch was asked for. This means: the page ends
at or after the person's highest seq. Each of their messages from the page's first seq on is on the page under its seq.
Its content is not older than the last one that was acknowledged by then; an edit without an answer may show or not. A
person who was removed meanwhile still sees what they wrote before.
"""

from bisect import insort

from typing_extensions import override

from ops.prove.checks.check import Check, Take, short
from ops.prove.history import Event

# The largest size of a page.
PAGE = 100


class Reading(Check):
    """Keeps the latest acknowledged messages of each person, and, for each fetch, which of them it has to show."""

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)  # type: ignore[arg-type]
        self.own: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.expected: dict[tuple[str, int], list[tuple[int, str]]] = {}

    @override
    def takes(self) -> dict[str, Take]:
        return {"invoke": self.invoke, "ok": self.ok}

    def invoke(self, event: Event) -> None:
        """Keep what a fetch has to show."""
        if event["what"] == "fetch":
            own = self.own.get((event["conversation"], event["person"]), [])
            self.expected[event["client"], event["op"]] = own[-PAGE:]

    def ok(self, event: Event) -> None:
        """Take an acknowledged message, or compare a page with what it has to show."""
        asked = event["asked"]
        if asked["what"] == "send":
            own, one = self.own.setdefault((asked["conversation"], asked["person"]), []), asked["client_message_id"]
            if (event["seq"], one) not in own[-PAGE:]:
                insort(own, (event["seq"], one))
        elif asked["what"] == "fetch":
            expected = self.expected.pop((event["client"], event["op"]))
            self.findings.looks["P6"] += bool(expected)
            self.compare(event, asked, expected)

    def compare(self, event: Event, asked: Event, expected: list[tuple[int, str]]) -> None:
        """Compare a page with what its reader had written before."""
        page = {seq: (name, body) for seq, name, body in event["messages"]}
        first = min(page, default=0)
        where = f"process {asked.get('web')} does not show {event['client']}"
        for seq, name in expected:
            if seq < first:
                continue
            sent = self.ledger.messages[name]
            found, body = page.get(seq, (None, None))
            clue = (f'"client":"{event["client"]}","op":{event["op"]}',)
            if found is None:
                if not sent.may_be_hidden_from(asked["person"]):
                    words = f"{where} its own message {seq} of {short(sent.conversation)}"
                    self.violated("P6", words, (name,), clue, at=event["at"])
            elif sent.is_outdated(body, asked["at"]):
                words = f"{where} its own change of message {seq} of {short(sent.conversation)}: it is {body!r}"
                self.violated("P6", words, (name,), clue, at=event["at"])
