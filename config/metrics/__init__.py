"""The Prometheus metrics of a web process, and /metrics. docs/metrics.md lists them."""
