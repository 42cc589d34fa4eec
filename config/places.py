"""Where the embedded servers put their sockets. Settings import this module, so it imports nothing of Django."""

import hashlib
import tempfile
from pathlib import Path

# The path of a Unix socket has at most 107 bytes on Linux and 103 on macOS. PostgreSQL's file name takes 18 of them.
SOCKET_DIR_BYTES = 80


def socket_dir(var_dir: Path) -> Path:
    """Return where servers with their data in `var_dir` put their sockets: inside it if that path is short enough."""
    inside = var_dir / "run"
    if len(str(inside).encode()) <= SOCKET_DIR_BYTES:
        return inside
    return Path(tempfile.gettempdir()) / f"parley-{hashlib.sha256(str(var_dir).encode()).hexdigest()[:16]}"
