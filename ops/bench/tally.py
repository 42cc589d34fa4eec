"""What several clients asked of the servers, and how that was answered."""

import re
from collections import Counter

from common.errors import CODES

# The least of the statuses that are a fault of the server.
FAULT = 500
_FAULT_TOLD = re.compile(r'HTTP/1\.1 (5\d\d) |"code" ?: ?"(\w+)"')


class Tally:
    """What several clients asked of the servers. asked: connections, sign-ins and commands.

    failed: how often the answer was a fault of the servers (5xx, or a code that stands for one), by status or code.
    refused: how often it was another error. turned_away: connections that nobody answered, or that ended before.
    """

    def __init__(self) -> None:
        self.failed: Counter[str] = Counter()
        self.asked = self.refused = self.turned_away = 0

    def begin_anew(self) -> None:
        """Forget what was counted."""
        self.failed.clear()
        self.asked = self.refused = self.turned_away = 0

    def error(self, code: str) -> None:
        """Count an answer by its code."""
        if CODES[code][0] >= FAULT:
            self.failed[code] += 1
        else:
            self.refused += 1

    def not_let_in(self, answer: str) -> None:
        """Count a connection or a sign-in that failed, by what was answered."""
        told = _FAULT_TOLD.search(answer)
        if told is None:
            self.turned_away += 1
        elif told[1]:
            self.failed[told[1]] += 1
        else:
            self.error(told[2])
