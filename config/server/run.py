"""Which server serves: ASGI_SERVER."""

import socket

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def run(listening: socket.socket) -> None:
    """Serve on a listening socket until the process is told to end."""
    match settings.ASGI_SERVER:
        case "daphne":
            from config.server.daphne.run import run as run_server
        case "uvicorn":
            from config.server.uvicorn import run as run_server
        case other:
            raise ImproperlyConfigured(f"ASGI_SERVER is daphne or uvicorn, not {other!r}")
    run_server(listening)
