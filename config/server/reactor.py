"""The event loop of a web process. This is imported before Django, so it uses nothing of Django and no settings."""

import asyncio
import os

import uvloop

_loop: asyncio.AbstractEventLoop | None = None


def install_reactor() -> None:
    """Install Twisted's asyncio reactor on a uvloop loop, unless ASGI_SERVER names another server.

    Call it before anything imports twisted.internet.reactor or daphne, because both would install the default reactor.
    """
    global _loop
    if os.environ.get("ASGI_SERVER", "daphne") != "daphne" or _loop is not None:
        return
    from twisted.internet.main import installReactor

    from config.server.daphne.reactor import Reactor

    _loop = uvloop.new_event_loop()
    asyncio.set_event_loop(_loop)
    installReactor(Reactor(_loop))


def reactor_loop() -> asyncio.AbstractEventLoop:
    """Return the loop on which the reactor runs."""
    install_reactor()
    if _loop is None:
        raise RuntimeError("there is a reactor only with ASGI_SERVER=daphne")
    return _loop
