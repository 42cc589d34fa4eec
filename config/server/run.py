"""Which server serves: ASGI_SERVER."""

import socket
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# How long a thread of REST may hold the interpreter before the event loop, where all messages pass, gets it back.
# Python's own 5 ms are paid again and again on the way of one message.
SWITCH_SECONDS = 0.0005


def run(listening: socket.socket) -> None:
    """Serve on a listening socket until the process is told to end."""
    sys.setswitchinterval(SWITCH_SECONDS)
    match settings.ASGI_SERVER:
        case "daphne":
            from config.server.daphne.run import run as run_server
        case "uvicorn":
            from config.server.uvicorn import run as run_server
        case other:
            raise ImproperlyConfigured(f"ASGI_SERVER is daphne or uvicorn, not {other!r}")
    run_server(listening)
