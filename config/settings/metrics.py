"""Metrics: who may read them."""

from config.settings.environment import env
from config.settings.security import refuse_weak

# Without one there is no /metrics.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if METRICS_TOKEN:
    refuse_weak("METRICS_TOKEN", METRICS_TOKEN)
