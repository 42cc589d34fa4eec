"""Twisted's asyncio reactor on uvloop, repaired for connections that are reset just after their last data."""

from typing import Any

from twisted.internet import tcp
from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from typing_extensions import override


class Port(tcp.Port):
    """A listening socket that accepts 4 connections in one turn of the loop. Twisted's own accepts 100."""

    @override
    def doRead(self) -> None:
        self.numberAccepts = 4
        super().doRead()


class Reactor(AsyncioSelectorReactor):
    """Watches a file descriptor again after uvloop has stopped watching it.

    After an error uvloop calls the reader one last time and stops watching the file descriptor. That call may have read
    data from before the error. Then Twisted believes that the file descriptor is still watched, and uvloop refuses to
    watch it for writing.
    """

    @override
    def adoptStreamPort(self, fileDescriptor: int, addressFamily: Any, factory: Any) -> Any:
        # As Twisted's own method does.
        port = Port._fromListeningDescriptor(self, fileDescriptor, addressFamily, factory)  # noqa: SLF001 - see above
        port.startListening()
        return port

    @override
    def addWriter(self, writer: Any) -> None:
        try:
            super().addWriter(writer)
        except RuntimeError:
            fd = writer.fileno()
            self._asyncioEventloop.remove_reader(fd)
            self._asyncioEventloop.remove_writer(fd)
            super().addWriter(writer)
            if self._readers.pop(writer, None) is not None:
                self.addReader(writer)
