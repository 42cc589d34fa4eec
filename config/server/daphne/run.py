"""One web process under Daphne, from start to exit."""

import asyncio
import signal
import socket

from twisted.logger import STDLibLogObserver, globalLogPublisher

from config.runtime import startup
from config.server.daphne.server import Server, install
from config.server.drain import drain, exit_at_once
from config.server.reactor import reactor_loop
from delivery.ending import end


def run(listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT and the drain that follows. To be called on the main thread."""
    from config.asgi import application

    loop = reactor_loop()
    install(listening.fileno(), listening.family)
    # Daphne itself throws away what Twisted says: an error in a callback would be seen nowhere.
    globalLogPublisher.addObserver(STDLibLogObserver())
    server = Server(application)
    # Before the server takes anything: nobody meets a process without a writer or a router.
    loop.run_until_complete(startup())
    stopping: list[asyncio.Task[None]] = []

    async def stop() -> None:
        try:
            await drain(server)
        finally:
            server.stop()

    def on_signal() -> None:
        if stopping:
            exit_at_once()
        stopping.append(loop.create_task(stop()))

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    server.run()
    _close(loop)


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what is left and close the loop: left to the interpreter's exit, pending tasks can end in a segfault."""
    loop.run_until_complete(end(asyncio.all_tasks(loop)))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
