"""Twisted's asyncio reactor on uvloop, for connections that are reset behind what they sent."""

from typing import Any

from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from typing_extensions import override


class Reactor(AsyncioSelectorReactor):
    """Watches a file again that uvloop has given up.

    On an error uvloop calls whoever reads a last time and watches the file no more. That call may have got what came
    before the error; then Twisted believes that the file is still being watched, and uvloop refuses to write to it.
    """

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
