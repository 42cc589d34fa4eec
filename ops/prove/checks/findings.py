"""What the checks found, and how often each of them looked."""

from collections import Counter
from typing import NamedTuple

PROPERTIES = {
    "P1": "no acknowledged message is lost",
    "P2": "nothing is seen that was never sent, or was refused",
    "P3": "each client_message_id is visible exactly once: one seq, one body",
    "P4": "one order for all, no unexplained gap",
    "P5": "each sender's messages keep their order",
    "P6": "one reads what one wrote, on every process",
    "P7": "cursors never go back",
    "P8": "receipts never fall and are set only by members",
    "P9": "nothing beyond the removal reaches a removed member",
    "P10": "every client's state equals a fresh fetch",
    "P11": "each connected client has each new message within 5 s after the faults, and knows of it without Valkey",
    "P12": "no command that was read before a drain began ends unknown",
}
# A run without removals, page fetches, late messages or drains shows nothing of the others; of these each run must.
ALWAYS = ("P1", "P2", "P3", "P4", "P5", "P7", "P8", "P10", "P11")
KEPT = 20


class Violation(NamedTuple):
    """One way in which a property does not hold. `at`: when it showed, 0 for the end.

    clues: which lines of the history are about it. A line is if it contains all words of one clue; the answers of a
    command that is are, too.
    """

    property: str
    words: str
    at: int
    clues: tuple[tuple[str, ...], ...]


class Findings:
    """Violations of each property, the first ones kept, all counted; and how often each was looked for."""

    def __init__(self) -> None:
        self.violations: dict[str, list[Violation]] = {name: [] for name in PROPERTIES}
        self.found: Counter[str] = Counter()
        self.looks: Counter[str] = Counter()

    def violated(self, name: str, words: str, *clues: tuple[str, ...], at: int = 0) -> None:
        """Note that a property does not hold."""
        self.found[name] += 1
        if len(self.violations[name]) < KEPT:
            self.violations[name].append(Violation(name, words, at, clues))

    @property
    def untried(self) -> list[str]:
        """What this history could not have violated."""
        return [name for name in PROPERTIES if not self.looks[name]]

    @property
    def holds(self) -> bool:
        """Whether all that was tried holds, and what each run must try was tried."""
        return not self.found and not set(ALWAYS).intersection(self.untried)
