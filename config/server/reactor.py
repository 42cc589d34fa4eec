"""The event loop of a web process. Imported before Django: nothing of it, and no settings, in here."""

import asyncio
import os

import uvloop

_loop: asyncio.AbstractEventLoop | None = None


def install_reactor() -> None:
    """Install Twisted's asyncio reactor on a uvloop loop, unless ASGI_SERVER names another server.

    To be called before anything imports twisted.internet.reactor or daphne: either would install the default reactor.
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
    """Return the loop the reactor runs on."""
    install_reactor()
    if _loop is None:
        raise RuntimeError("the reactor belongs to ASGI_SERVER=daphne")
    return _loop
