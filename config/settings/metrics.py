"""Metrics: who may read them."""

from config.settings.environment import env
from config.settings.security import require_strong

# Without a token there is no /metrics.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if METRICS_TOKEN:
    require_strong("METRICS_TOKEN", METRICS_TOKEN)
