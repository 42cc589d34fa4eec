"""Several rounds of a scenario, put together."""

from collections.abc import Sequence
from statistics import median
from typing import Any

# What must not happen at all is not hidden by rounds in which it did not.
TOTALS = {"lost", "refused", "failed"}


def together(rounds: Sequence[Any], name: str = "") -> Any:  # noqa: ANN401 - figures nest as they like
    """Return the median of each figure, and the total of what was lost or refused, or failed."""
    first = rounds[0]
    if isinstance(first, dict):
        # A round may lack a figure: there are no percentiles of nothing.
        names = dict.fromkeys(key for one in rounds for key in one)
        return {key: together([one[key] for one in rounds if key in one], key) for key in names}
    return sum(rounds) if name in TOTALS else round(median(rounds), 3)
