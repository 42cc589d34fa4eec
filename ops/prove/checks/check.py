"""What every check has: the facts it looks up, and the events it takes, in the order of time."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from ops.prove.checks.findings import Findings
from ops.prove.checks.ledger import Ledger
from ops.prove.checks.truth import Truth
from ops.prove.history import Event

Take = Callable[[Event], None]


class Check(ABC):
    """One group of properties. `ledger` is as of the event that is being taken."""

    def __init__(self, ledger: Ledger, truth: Truth, findings: Findings) -> None:
        self.ledger, self.truth, self.findings = ledger, truth, findings
        self.violated = findings.violated

    @abstractmethod
    def takes(self) -> dict[str, Take]:
        """Return what to call for which event."""

    def end(self) -> None:  # noqa: B027 - not every check has something to judge at the end
        """Judge what only the whole history can tell."""


def short(one: str | None) -> str:
    """Return an id as people can compare it: the ends differ, the beginnings are times."""
    return "nobody" if one is None else one if len(one) < 14 else f"…{one[-8:]}"
