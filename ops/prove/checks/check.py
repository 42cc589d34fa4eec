"""What every check has: the facts that it looks up, and the events that it takes in the order of time."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from ops.prove.checks.findings import Findings
from ops.prove.checks.ledger import Ledger
from ops.prove.checks.truth import Truth
from ops.prove.history import Event

Take = Callable[[Event], None]


class Check(ABC):
    """The check of one group of properties. While an event is taken, `ledger` includes the events up to that one."""

    def __init__(self, ledger: Ledger, truth: Truth, findings: Findings) -> None:
        self.ledger, self.truth, self.findings = ledger, truth, findings
        self.violated = findings.violated

    @abstractmethod
    def takes(self) -> dict[str, Take]:
        """Return the method that takes each kind of event, by the name of the event."""

    def end(self) -> None:  # noqa: B027 - not every check has something to judge at the end
        """Judge what only the whole history can show."""


def short(one: str | None) -> str:
    """Return the end of a long id, for people: ids begin with a time, so that their beginnings look alike."""
    return "nobody" if one is None else one if len(one) < 14 else f"…{one[-8:]}"
