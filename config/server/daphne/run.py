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
    """Serve until SIGTERM or SIGINT, and until the drain after it has ended. Call this on the main thread."""
    from config.asgi import application

    loop = reactor_loop()
    install(listening.fileno(), listening.family)
    # Daphne itself discards Twisted's log, so an error in a callback would be logged nowhere.
    globalLogPublisher.addObserver(STDLibLogObserver())
    server = Server(application)
    # Start the runtime before the server accepts connections, because requests need the writer and the router.
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
    """Cancel the remaining tasks and close the loop: tasks pending at the interpreter's exit can cause a segfault."""
    loop.run_until_complete(end(asyncio.all_tasks(loop)))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
