"""Judging a history: thirteen properties, all in one pass over the events in the order of time."""

from collections.abc import Callable
from typing import NamedTuple

from ops.prove.checks.agreement import Agreement
from ops.prove.checks.check import Check, Take
from ops.prove.checks.cursors import Cursors
from ops.prove.checks.drains import Drains
from ops.prove.checks.feed import Feed
from ops.prove.checks.findings import Findings
from ops.prove.checks.ledger import Ledger
from ops.prove.checks.liveness import Liveness
from ops.prove.checks.loss import Loss
from ops.prove.checks.order import Order
from ops.prove.checks.reading import Reading
from ops.prove.checks.receipts import Receipts
from ops.prove.checks.recovery import Recovery
from ops.prove.checks.removal import Removal
from ops.prove.checks.sightings import Sightings
from ops.prove.checks.truth import Truth
from ops.prove.history import History

CHECKS: tuple[type[Check], ...] = (
    *(Sightings, Loss, Order, Reading, Cursors, Receipts, Removal, Agreement, Liveness, Drains, Feed, Recovery),
)
COUNTED = frozenset({"invoke", "ok", "fail", "unknown"})
PROGRESS_EVERY = 100_000


class Verdict(NamedTuple):
    """What a history shows.

    acknowledged: sends that were acknowledged; unknown: commands that ended unknown; events: all events.
    """

    findings: Findings
    acknowledged: int
    unknown: int
    events: int
    # The longest time from the acknowledgement of a late message to its arrival, of those that arrived in time.
    slowest_seconds: float
    # For each part that was taken out of service: how many seconds it took until the part was back, each time.
    recovery: dict[str, list[float]]

    @property
    def holds(self) -> bool:
        """Whether all properties hold, as far as they were tried."""
        return self.findings.holds


def judge(history: History, progress: Callable[[int], None] = lambda _events: None) -> Verdict:
    """Judge a history. `progress` is called now and then with the number of events so far. Raises UnreadableError."""
    ledger, truth, findings = Ledger(), Truth(history.truth()["conversations"]), Findings()
    checks = [check(ledger, truth, findings) for check in CHECKS]
    takes: dict[str, list[Take]] = {}
    for check in checks:
        for name, take in check.takes().items():
            takes.setdefault(name, []).append(take)
    events = 0
    for events, event in enumerate(history.events(), 1):
        name = event["event"]
        if name in COUNTED:
            ledger.take(event)
        for take in takes.get(name, ()):
            take(event)
        if events % PROGRESS_EVERY == 0:
            progress(events)
    for check in checks:
        check.end()
    [slowest] = [check.slowest / 1e9 for check in checks if isinstance(check, Liveness)]
    [recovery] = [check.seconds for check in checks if isinstance(check, Recovery)]
    acknowledged = len([one for one in ledger.messages.values() if one.acked])
    return Verdict(findings, acknowledged, ledger.unknown, events, slowest, recovery)
