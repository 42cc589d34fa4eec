"""The embedded Valkey. It holds only short-lived data, so nothing of it is kept."""

import contextlib
import signal
import subprocess

import redis
from typing_extensions import override

from ops.supervisor.account import server_account
from ops.supervisor.binaries import valkey_program
from ops.supervisor.launch import launch
from ops.supervisor.servers import EmbeddedServer


class EmbeddedValkey(EmbeddedServer):
    """Valkey on a Unix socket, without TCP and without files."""

    name = "valkey"
    stop_signal = signal.SIGTERM
    stop_seconds = 10.0

    @property
    @override
    def url(self) -> str:
        return f"unix://{self.sockets}/valkey.sock"

    @override
    def launch(self) -> subprocess.Popen[bytes]:
        # The same user as PostgreSQL's, because they share the directory of sockets.
        with launch(server_account(self.var_dir / "postgres")) as launching:
            launching.make_dir(self.sockets)
            sockets = launching.path(self.sockets)
            # The socket that a killed server left behind would keep its successor from starting.
            with contextlib.suppress(FileNotFoundError):
                (self.sockets / "valkey.sock").unlink()
            command = [
                *("valkey-server", "--port", "0", "--unixsocket", f"{sockets}/valkey.sock", "--unixsocketperm", "700"),
                *("--save", "", "--appendonly", "no", "--dir", sockets, "--daemonize", "no"),
            ]
            return launching.start(command, self.log, program=launching.path(valkey_program()))

    @override
    def answers(self) -> bool:
        with contextlib.closing(redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)) as client:
            try:
                client.ping()
            except redis.RedisError:
                return False
        return True
