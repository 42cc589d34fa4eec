"""A worker of the feed that is killed again and again: `python tests/chat/feed/killed.py FILE NAME KILLS`.

A line on standard input begins a round: a child runs passes and appends what its consumer is handed to FILE, and is
killed after a time of chance; a line on standard output says so. The child of the last round is not killed.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
LONGEST_SECONDS = 0.02
HANDLING_SECONDS = 0.003


def work(file: str, name: str, started: int | None = None) -> None:
    """Run passes until nothing is left; with `started`, a pipe, say there when a page is handled, and never end."""
    import orjson

    from chat.feed.consumers import Consumer, FeedChange
    from chat.feed.passes import run_pass
    from chat.store.feed import SLOTS

    output = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def handle(conversation_id: UUID, changes: Sequence[FeedChange]) -> None:
        page = [str(conversation_id), [[change.position, change.message] for change in changes]]
        if started is not None:
            os.write(started, b".")
        time.sleep(HANDLING_SECONDS)  # a consumer takes its time, and is killed meanwhile
        os.write(output, orjson.dumps(page) + b"\n")

    consumer = Consumer(name, handle)
    while True:
        for slot in random.sample(range(SLOTS), SLOTS):
            run_pass(consumer, slot, time.monotonic() + 60)
        if started is None:
            return


def main(file: str, name: str, kills: str) -> None:
    """Play so many rounds with a kill, then one without."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for _ in range(int(kills)):
        sys.stdin.readline()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            work(file, name, writing)
        os.read(reading, 1)
        time.sleep(random.uniform(0, LONGEST_SECONDS))  # death comes at any moment
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        os.close(writing)
        sys.stdout.write("killed\n")
        sys.stdout.flush()
    sys.stdin.readline()
    work(file, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
