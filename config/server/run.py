"""Runs the server that ASGI_SERVER names."""

import socket
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# How long a REST thread may keep the interpreter before the event loop, which handles all messages, gets it back.
# Python's default of 5 ms would delay each message several times on its way.
SWITCH_SECONDS = 0.0005


def run(listening: socket.socket) -> None:
    """Serve on a listening socket until SIGTERM or SIGINT."""
    sys.setswitchinterval(SWITCH_SECONDS)
    match settings.ASGI_SERVER:
        case "daphne":
            from config.server.daphne.run import run as run_server
        case "uvicorn":
            from config.server.uvicorn import run as run_server
        case other:
            raise ImproperlyConfigured(f"ASGI_SERVER is daphne or uvicorn, not {other!r}")
    run_server(listening)
