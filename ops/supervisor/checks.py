"""What is checked before anything is started, and whether a web process is ready."""

import fcntl
import http.client
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from ops.supervisor.problems import CannotStart


def lock(var_dir: Path) -> IO[str]:
    """Claim the data directory for this run, until the file is closed. Raises CannotStart if another run has it."""
    path = var_dir / "up.lock"
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise CannotStart(
            f"{var_dir} cannot be written to ({error.strerror}). Choose another place: VAR_DIR=<directory>"
        ) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        pid = file.read().strip()
        file.close()
        raise CannotStart(
            f"Parley already runs on {var_dir} (process {pid}).\n"
            "Stop that one, or run a second one beside it: VAR_DIR=<another directory> PORT=<another port>"
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def require_free_ports(address: str, ports: Iterable[int]) -> None:
    """Raise CannotStart if one of the ports cannot be listened on."""
    for port in ports:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((address, port))
                listener.listen(1)
            except OSError as error:
                raise CannotStart(
                    f"Port {port} on {address} cannot be used ({error.strerror}).\n"
                    "Stop what listens there, or choose another port: PORT=<number>"
                ) from None


def is_ready(address: str, port: int) -> bool:
    """Return whether the web process on this port says that it is ready."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  # what others bind to
    client = http.client.HTTPConnection(host, port, timeout=3)
    try:
        client.request("GET", "/readyz")
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
