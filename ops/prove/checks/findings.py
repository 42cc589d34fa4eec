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
    "P13": "every change reached the feed's consumer at least once, in order for each conversation",
}
# Every run must try these. The others need removals, page fetches, late messages or drains, which a run may lack.
ALWAYS = ("P1", "P2", "P3", "P4", "P5", "P7", "P8", "P10", "P11")
KEPT = 20


class Violation(NamedTuple):
    """One way in which a property does not hold. `at`: the time at which it showed, 0 for the end.

    clues: they find the lines of the history that concern this violation. A line concerns it if the line contains all
    the words of one clue. If the line is a command, then its answer concerns the violation as well.
    """

    property: str
    words: str
    at: int
    clues: tuple[tuple[str, ...], ...]


class Findings:
    """The first violations of each property, the number of all of them, and how often each property was looked at."""

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
        """The properties that this history could not have violated."""
        return [name for name in PROPERTIES if not self.looks[name]]

    @property
    def holds(self) -> bool:
        """Whether everything that was tried holds, and everything that each run must try was tried."""
        return not self.found and not set(ALWAYS).intersection(self.untried)
