"""Which pages of a browser may use this server: letter case, default ports and a final dot do not matter."""

from urllib.parse import urlsplit

from django.conf import settings

DEFAULT_PORTS = {"http": 80, "https": 443}
Place = tuple[str, int]


def is_allowed_origin(origin: str) -> bool:
    """Return whether an Origin header is one of ALLOWED_ORIGINS."""
    place = _place(origin)
    return place is not None and any(
        place == _place(allowed) and _scheme(origin) == _scheme(allowed) for allowed in settings.ALLOWED_ORIGINS
    )


def may_come_from(origin: str, host: str) -> bool:
    """Return whether a browser's page of `origin` may use this server under the Host header `host`."""
    place = _place(origin)
    own = None if place is None else _place(f"{_scheme(origin)}://{host}")
    return (place is not None and place == own) or is_allowed_origin(origin)


def _scheme(origin: str) -> str:
    return origin.partition(":")[0].lower()


def _place(origin: str) -> Place | None:
    """Return the host and the port of an origin; None for a text that is no http(s) origin."""
    try:
        parts = urlsplit(origin)
        port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    except (ValueError, KeyError):
        return None
    if (
        parts.scheme not in DEFAULT_PORTS
        or "@" in parts.netloc
        or origin.lower() != f"{parts.scheme}://{parts.netloc.lower()}"
    ):
        return None
    host = (parts.hostname or "").removesuffix(".")
    return (host, port) if host else None
