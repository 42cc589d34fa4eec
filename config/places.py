"""Where the embedded servers put their sockets. Imported by settings: nothing of Django in here."""

import hashlib
import tempfile
from pathlib import Path

# The limit of a Unix socket's path is 107 bytes on Linux, 103 on macOS; PostgreSQL's file name takes 18 of them.
SOCKET_DIR_BYTES = 80


def socket_dir(var_dir: Path) -> Path:
    """Return the directory of the sockets of the servers whose data is in `var_dir`: inside it where short enough."""
    inside = var_dir / "run"
    if len(str(inside).encode()) <= SOCKET_DIR_BYTES:
        return inside
    return Path(tempfile.gettempdir()) / f"parley-{hashlib.sha256(str(var_dir).encode()).hexdigest()[:16]}"
