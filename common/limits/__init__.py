"""Request limits. A request that is over a limit gets 429."""

from common.limits.addresses import client_address, wider_networks
from common.limits.spending import RETRY_WHEN_AWAY_SECONDS, Charge, has_room, spend

__all__ = ["RETRY_WHEN_AWAY_SECONDS", "Charge", "client_address", "has_room", "spend", "wider_networks"]
