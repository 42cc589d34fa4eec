"""The command lines of the processes that make up Parley."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def manage() -> list[str]:
    """The beginning of the command lines of our own commands."""
    return [sys.executable, str(ROOT / "manage.py")]


def web() -> list[str]:
    """The command line of a web process, which listens on the PORT of its environment."""
    return [*manage(), "serve"]


def worker() -> list[str]:
    """The command line of the worker of all queues."""
    return celery("worker", "--without-gossip", "--without-mingle", "-Ofair")


def beat(var_dir: Path) -> list[str]:
    """The command line of the clock of the periodic tasks. Its state lies in `var_dir`."""
    return celery("beat", "--schedule", str(var_dir / "beat" / "schedule"), "--pidfile=")


def celery(*arguments: str) -> list[str]:
    """Return a Celery command without its banner, which would be in the logs."""
    return [sys.executable, "-m", "celery", "--app", "config.celery", "--workdir", str(ROOT), "--quiet", *arguments]


def migrate() -> list[str]:
    """The command line that brings the database to the schema of this version."""
    return [*manage(), "migrate", "--no-input", "--verbosity", "1"]
