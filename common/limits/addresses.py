"""By which address, and by which networks around it, a client is counted."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the key for a client's limits: its IPv4 address, or the /64 network of its IPv6 address.

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
        return "unknown"
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)


def wider_networks(address: str) -> tuple[str, ...]:
    """Return the /56 and the /48 around the /64 that client_address returned; nothing for other keys.

    Providers give a customer a /56 or a /48, which is 256 or 65,536 networks of /64.
    """
    if not address.endswith("/64"):
        return ()
    network = IPv6Network(address)
    return str(network.supernet(new_prefix=56)), str(network.supernet(new_prefix=48))
