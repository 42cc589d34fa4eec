"""Metrics of HTTP requests."""

from prometheus_client import Counter, Histogram

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

REQUESTS = Counter("parley_http_requests", "HTTP requests that have ended.", ["route", "method", "status"])
SECONDS = Histogram(
    "parley_http_request_duration_seconds",
    "From a request's headers to the end of its answer.",
    ["route", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30),
)

CUT = Counter("parley_http_cut", "HTTP connections that were cut because the client was too slow.", ["part"])


def request_done(route: str, method: str, status: int, seconds: float) -> None:
    """Count one request. Unknown methods share one label, because clients can send any word as the method."""
    method = method if method in METHODS else "other"
    REQUESTS.labels(route, method, f"{status // 100}xx" if status else "none").inc()
    SECONDS.labels(route, method).observe(seconds)
