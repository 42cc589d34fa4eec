"""By which address, and by which networks around it, a client is counted."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

from common.limits.spending import Charge


def client_ip(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return a client's address; None if it is not known. An IPv4 address inside an IPv6 address counts as IPv4.

    With TRUSTED_PROXIES = n this is the n-th entry from the right of X-Forwarded-For, which the outermost of our own
    proxies wrote. Entries to the left of it come from the client and cannot be trusted.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        address = forwarded[-settings.TRUSTED_PROXIES :][0] if forwarded else address
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def client_address(request: HttpRequest) -> str:
    """Return the key for a client's limits: its IPv4 address, or the /64 network of its IPv6 address."""
    address = client_ip(request)
    if isinstance(address, IPv6Address):
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address or "unknown")


def wider_networks(address: str) -> tuple[str, ...]:
    """Return the /56 and the /48 around the /64 that client_address returned; nothing for other keys.

    Providers give a customer a /56 or a /48, which is 256 or 65,536 networks of /64.
    """
    if not address.endswith("/64"):
        return ()
    network = IPv6Network(address)
    return str(network.supernet(new_prefix=56)), str(network.supernet(new_prefix=48))


def charges_of_address(what: str, address: str) -> list[Charge]:
    """Return what a request costs its address and, with IPv6, the wider networks around it.

    The limits are <what>_per_address, <what>_per_network_56 and <what>_per_network_48.
    """
    networks = zip((56, 48), wider_networks(address), strict=False)
    wider = [Charge(f"{what}_per_network_{length}", network, shown=False) for length, network in networks]
    return [Charge(f"{what}_per_address", address), *wider]
