"""New requests and handshakes begin one by one, so that the frames of open sockets pass between them."""

import asyncio
from collections import deque
from collections.abc import Callable


class Admission:
    """Lets one request begin in each turn of the event loop. A wave of them would delay each message in every turn."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False

    def __len__(self) -> int:
        """Return how many requests wait."""
        return len(self._waiting)

    def admit(self, begin: Callable[[], None]) -> None:
        """Begin a request now, or in a later turn if one has begun in this turn or others wait."""
        self._waiting.append(begin)
        if not self._busy:
            self._next()

    def _next(self) -> None:
        self._busy = bool(self._waiting)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._next)
            self._waiting.popleft()()


admission = Admission()
