"""Several rounds of a scenario in one result."""

from collections.abc import Sequence
from statistics import median
from typing import Any

# Figures of what must never happen are summed, because a median would hide it.
TOTALS = {"lost", "refused", "failed"}


def together(rounds: Sequence[Any], name: str = "") -> Any:  # noqa: ANN401 - figures nest as they like
    """Return the median of each figure, and the sum of what was lost, refused or failed."""
    first = rounds[0]
    if isinstance(first, dict):
        # A round may lack a figure, because there are no percentiles of nothing.
        names = dict.fromkeys(key for one in rounds for key in one)
        return {key: together([one[key] for one in rounds if key in one], key) for key in names}
    return sum(rounds) if name in TOTALS else round(median(rounds), 3)
