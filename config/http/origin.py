"""Who may open a WebSocket: the Host must be one of ours, and a browser's Origin must be ours or allowed."""

from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from common.origins import may_come_from


def may_open_socket(scope: dict[str, Any]) -> bool:
    """Return whether the Host header is one of ALLOWED_HOSTS and the Origin, if there is one, may come from there."""
    origins = headers(scope, b"origin")
    if len(origins) > 1 or not has_our_host(scope):
        return False
    return not origins or may_come_from(origins[0], headers(scope, b"host")[0])


def has_our_host(scope: dict[str, Any]) -> bool:
    """Return whether the Host header is one of ALLOWED_HOSTS."""
    hosts = headers(scope, b"host")
    if len(hosts) != 1:
        return False
    domain, _ = split_domain_port(hosts[0])
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def headers(scope: dict[str, Any], name: bytes) -> list[str]:
    """Return the values of a header."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
