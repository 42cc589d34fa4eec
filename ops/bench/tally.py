"""What several clients asked of the servers, and what the answers were."""

import re
from collections import Counter

from common.errors import CODES

# The lowest status that is a fault of the server.
FAULT = 500
_FAULT_NAMED = re.compile(r'HTTP/1\.1 (5\d\d) |"code" ?: ?"(\w+)"')


class Tally:
    """What several clients asked of the servers. asked: connections, sign-ins and commands.

    failed: how often the answer was a fault of the servers (5xx, or a code that stands for one), by status or code.
    refused: how often it was another error. turned_away: connections that got no answer, or ended before it.
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
        """Count a connection or a sign-in that failed, by its answer."""
        fault = _FAULT_NAMED.search(answer)
        if fault is None:
            self.turned_away += 1
        elif fault[1]:
            self.failed[fault[1]] += 1
        else:
            self.error(fault[2])
