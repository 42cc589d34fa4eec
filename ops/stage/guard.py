"""Ends and deletes a stage when the benchmark ends in any way: `python -m ops.stage.guard DIRECTORY`.

It is a process of its own that waits for the end of its standard input, because the kernel closes that even when the
benchmark was killed.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.places import socket_dir
from ops.supervisor.commands import ROOT
from ops.supervisor.postgres import EmbeddedPostgres
from ops.supervisor.processes import Process
from ops.supervisor.valkey import EmbeddedValkey

LEAVING_SECONDS = 5.0
LOOK_SECONDS = 0.02


@contextmanager
def guarded(var_dir: Path) -> Iterator[None]:
    """Yield. After that, or when this process ends, end the processes recorded in a directory and delete it."""
    command = [sys.executable, "-m", "ops.stage.guard", str(var_dir)]
    guard = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - ours
    try:
        yield
    finally:
        guard.communicate()


def clear(var_dir: Path) -> None:
    """End every process that is recorded in a directory, and delete the directory."""
    servers = (EmbeddedValkey(var_dir), EmbeddedPostgres(var_dir))
    # Clients first, so that they do not notice that the servers end.
    for note in sorted((var_dir / "pids").glob("*")):
        if note.name not in {server.name for server in servers} and (process := Process.recorded(note)):
            process.kill_group()
    for server in servers:
        server.process = server.left_over()
        server.stop()
    deadline = time.monotonic() + LEAVING_SECONDS
    for directory in (var_dir, socket_dir(var_dir)):
        # A process that a killed initdb had started may still be writing.
        while directory.exists() and time.monotonic() < deadline:
            shutil.rmtree(directory, ignore_errors=True)
            time.sleep(LOOK_SECONDS)  # between two looks at other processes


def main(directory: str) -> None:
    """Wait for the end of the input, then clear the directory."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    clear(Path(directory))


if __name__ == "__main__":
    main(*sys.argv[1:])
