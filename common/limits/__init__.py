"""Request limits. A request that is over a limit gets 429."""

from common.limits.addresses import charges_of_address, client_address, client_ip, wider_networks
from common.limits.calls import call_name, route_template, spend_on_call
from common.limits.commands import seconds_until_allowed
from common.limits.spending import RETRY_WHEN_AWAY_SECONDS, Charge, has_room, spend

__all__ = [
    "RETRY_WHEN_AWAY_SECONDS",
    "Charge",
    "call_name",
    "charges_of_address",
    "client_address",
    "client_ip",
    "has_room",
    "route_template",
    "seconds_until_allowed",
    "spend",
    "spend_on_call",
    "wider_networks",
]
