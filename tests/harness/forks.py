"""Python processes that start in a tenth of the time: forks of a process that has imported the libraries already.

They are processes like any other: nothing of Parley is imported before the fork, and settings are read after it.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ops.supervisor.commands import ROOT

# What takes longest to import of the libraries that need no settings for it. None of them installs Twisted's reactor.
LIBRARIES = (
    *("django.core.management", "django.core.handlers.asgi", "django.db.models", "django.contrib.admin"),
    *("django.db.backends.postgresql.base", "rest_framework.serializers", "celery.bin.celery", "kombu.transport.redis"),
    *("pydantic", "structlog", "emoji", "phonenumbers", "jwt", "limits.aio", "prometheus_client", "uvicorn"),
    *("twisted.web.http", "autobahn.twisted.websocket"),
)
forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(list(LIBRARIES))


class Fork:
    """A Python command that runs in a session of its own. It is used like a Popen."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self.command = command
        self.process = forking.Process(target=run, args=(command[1:], environment, log))
        self.process.start()
        assert self.process.pid is not None
        self.pid = self.process.pid

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code when it has ended."""
        self.process.join(timeout)
        code = self.process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self.command, timeout or 0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)


def run(arguments: Sequence[str], environment: dict[str, str], log: Path) -> None:
    """Become the process: `arguments` are those of Python, a file or `-m` and a module first."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for place, descriptor in enumerate((os.open(os.devnull, os.O_RDONLY), output, output)):
        os.dup2(descriptor, place)
    if arguments[0] == "-m":
        sys.argv = list(arguments[1:])
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(arguments)
        runpy.run_path(arguments[0], run_name="__main__")
