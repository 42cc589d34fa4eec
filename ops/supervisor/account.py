"""The Unix user that everything runs as when root starts it. PostgreSQL refuses to run as root, for good reasons."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.supervisor.problems import CannotStart

NAME = "parley-server"


@dataclass(frozen=True, slots=True)
class Account:
    """A Unix user that is not the one who runs this process."""

    uid: int
    gid: int

    def run_as(self) -> dict[str, Any]:
        """Return the arguments that make subprocess run something as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a directory to this user."""
        os.chown(path, self.uid, self.gid)

    def own_all(self, path: Path) -> None:
        """Give a directory and everything in it to this user."""
        for each in (path, *path.rglob("*")):
            os.chown(each, self.uid, self.gid, follow_symlinks=False)

    def can_run(self, *command: str) -> bool:
        """Return whether this user can run a command, and the command succeeds."""
        try:
            done = subprocess.run(command, cwd="/", capture_output=True, check=False, **self.run_as())  # noqa: S603
        except PermissionError:
            return False
        return done.returncode == 0


def server_account(data: Path) -> Account | None:
    """Return the user the servers run as. None: our own. For root: the owner of the data, or a user made for them."""
    if os.geteuid() != 0:
        return None
    if data.is_dir() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid)
    for attempt in ("look", "make", "look again"):
        try:
            entry = pwd.getpwnam(NAME)
        except KeyError:
            if attempt == "make":
                make_user()
        else:
            return Account(entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        f"PostgreSQL does not run as root, and the Unix user {NAME} could not be created.\n"
        f"Run this as another user, create {NAME}, or set DATABASE_URL to a server of your own."
    )


def make_user() -> None:
    """Create the user. It does no harm if another run creates it at the same moment."""
    if useradd := shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
        command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    elif adduser := shutil.which("adduser"):
        command = [adduser, "-S", "-D", "-H", NAME]
    else:
        return
    subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # fixed arguments
