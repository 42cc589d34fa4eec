"""Starting an embedded server as its Unix user, in a session of its own, with its output in a log."""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.supervisor.account import Account


@dataclass
class Launch:
    """How a server is started.

    With an account, directories are handed over as open files, under /proc/self/fd/N. Then the account needs no right
    to walk to them, and the data may lie below a directory that only root may enter.
    """

    account: Account | None
    descriptors: list[int] = field(default_factory=list)

    def path(self, path: Path) -> str:
        """Return the path by which the server knows this directory or file."""
        if self.account is None:
            return str(path)
        descriptor = os.open(path, os.O_RDONLY)
        self.descriptors.append(descriptor)
        return f"/proc/self/fd/{descriptor}"

    def make_dir(self, path: Path) -> None:
        """Make a directory that only the server (and root) may enter."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        if self.account is not None:
            self.account.own(path)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments for subprocess that everything started here has in common."""
        environment = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
        account = self.account.run_as() if self.account else {}
        return {
            **account,
            "cwd": "/",
            "env": environment,
            "pass_fds": self.descriptors,
            "stdin": subprocess.DEVNULL,
            "stderr": subprocess.STDOUT,
        }

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        return subprocess.run(  # noqa: S603  # our own commands
            command,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            **(self.arguments() | {"stderr": subprocess.STDOUT}),
        )

    def start(self, command: Sequence[str], log: Path, program: str | None = None) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own, so that Ctrl-C on the terminal does not reach it."""
        rotate(log)
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603  # our own commands
                command, executable=program, stdout=output, start_new_session=True, **self.arguments()
            )


@contextlib.contextmanager
def launch(account: Account | None) -> Iterator[Launch]:
    """Yield a Launch, and close what it opened."""
    launching = Launch(account)
    try:
        yield launching
    finally:
        for descriptor in launching.descriptors:
            os.close(descriptor)


def tail(log: Path, lines: int = 8) -> str:
    """Return the last lines of a log, indented, for an explanation."""
    try:
        last = log.read_text(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        last = []
    return "\n".join(f"    {line}" for line in last)


# When its process is started, a log larger than this is put aside and replaces the log that was put aside before.
LOG_BYTES = 10_000_000


def rotate(log: Path) -> None:
    """Make the log's directory, and put the log aside if it has grown large."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
