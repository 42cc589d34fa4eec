"""`manage.py demo`, as people run it."""

import re
import time

from typing_extensions import override

from tests.harness.up import READY_SECONDS, Up

LINK = re.compile(r"^Sign in as (.+) \((\+\d+)\): (http://127\.0\.0\.1:\d+/\S+)$", re.MULTILINE)


class Demo(Up):
    """One data directory, and the demo run on it again and again."""

    @override
    def __init__(self) -> None:
        super().__init__("demo")
        self.url = f"http://127.0.0.1:{self.port}"

    def link(self) -> str:
        """Return the link of this start."""
        deadline = time.monotonic() + READY_SECONDS
        while not (lines := LINK.findall(self.said())):
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)  # between two looks at another process
        [(_, _, url)] = lines
        return str(url)
