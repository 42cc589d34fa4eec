"""Metrics of signing in."""

from prometheus_client import Counter

WRONG_CODES = Counter("parley_wrong_codes", "Wrong sign-in codes.")
WRONG_CODES_OVER_BUDGET = Counter(
    "parley_wrong_codes_over_budget", "Wrong sign-in codes beyond LIMIT_WRONG_CODES_IN_ALL."
)
