"""The embedded PostgreSQL: made, started, adopted and stopped."""

import locale
import re
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
from typing_extensions import override

from ops.supervisor.account import server_account
from ops.supervisor.binaries import postgres_programs
from ops.supervisor.launch import Launch, launch, tail
from ops.supervisor.problems import CannotStart
from ops.supervisor.processes import PROC, Process
from ops.supervisor.servers import EmbeddedServer

# For small machines. The settings that durability depends on have their safe defaults; some are repeated to say so.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "huge_pages": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "replica",
    "max_wal_size": "1GB",
    # The first plans of a new installation are made for empty tables; soon after its first messages they are made anew.
    "autovacuum_naptime": "10s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # Failed statements and the rows they failed on contain what people wrote, so they are not logged.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedPostgres(EmbeddedServer):
    """PostgreSQL with its data in `var_dir`/postgres, user and database `parley`."""

    name = "postgres"
    # Fast shutdown: sessions are ended, and everything is written.
    stop_signal = signal.SIGINT
    stop_seconds = 60.0

    def __init__(self, var_dir: Path, **options: str) -> None:
        """Prepare the paths; nothing is started yet. `options` are PostgreSQL settings that differ from ours."""
        super().__init__(var_dir)
        self.data = var_dir / "postgres"
        self.options = OPTIONS | options

    @property
    @override
    def url(self) -> str:
        return self.url_of("parley")

    def url_of(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://parley@/{database}?host={quote(str(self.sockets), safe='')}"

    @override
    def left_over(self) -> Process | None:
        # PostgreSQL's own pid file exists even if the run that started it was killed before it wrote our record.
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, PermissionError, ValueError):
            return super().left_over()
        process = super().left_over()
        return process if process and process.pid == pid else postgres_process(pid, self.data)

    @override
    def launch(self) -> subprocess.Popen[bytes]:
        with launch(server_account(self.data)) as launching:
            programs = postgres_programs(launching.account)
            if not (self.data / "PG_VERSION").exists():
                make_cluster(launching, programs, self.data)
            require_same_version(launching, programs, self.data)
            launching.make_dir(self.sockets)
            self.clear_stale_locks()
            options = self.options | {"unix_socket_directories": launching.path(self.sockets)}
            command = [str(programs / "postgres"), "-D", launching.path(self.data)]
            for name, value in options.items():
                command += ["-c", f"{name}={value}"]
            return launching.start(command, self.log)

    def clear_stale_locks(self) -> None:
        """Remove lock files of a dead server whose pid is in use: by a zombie that nobody reaps, or another process.

        PostgreSQL would take that process for a running server. Nothing is removed while a process works in the data.
        """
        if PROC and not any(works_in(self.data, int(path.name)) for path in Path("/proc").glob("[0-9]*")):
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    @override
    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url_of("postgres"), autocommit=True, connect_timeout=2) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'parley'").fetchone():
                    connection.execute("CREATE DATABASE parley")
        except psycopg.OperationalError:
            return False
        return True

    @override
    def may_try_again(self) -> bool:
        # After a crash, the last processes of the old server may still be ending.
        end = tail(self.log, 5)
        return "shared memory block" in end or "lock file" in end


def postgres_process(pid: int, data: Path) -> Process | None:
    """Return the process if it works in `data`. After a restart of the machine, another process may have this pid."""
    process = Process.running(pid)
    return process if works_in(data, pid) else None


def works_in(data: Path, pid: int) -> bool:
    """Return whether the directory of this process is `data`, as it is for every process of PostgreSQL."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def make_cluster(launching: Launch, programs: Path, data: Path) -> None:
    """Run initdb beside `data` and move the result into place, so that an interrupted initdb leaves nothing behind."""
    new = data.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    launching.make_dir(new)
    command = [
        *(str(programs / "initdb"), "-D", launching.path(new), "-U", "parley", "--encoding=UTF8"),
        *("--auth-local=trust", "--auth-host=reject", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *("--lc-collate=C", f"--lc-ctype={character_locale()}", "--lc-messages=C", "--lc-time=C"),
        *("--lc-numeric=C", "--lc-monetary=C"),
    ]
    done = launching.run(command)
    if done.returncode:
        raise CannotStart(f"PostgreSQL's data directory could not be made in {data}:\n{done.stdout.strip()}")
    data.with_name("postgres.new").replace(data)


def character_locale() -> str:
    """Return C.UTF-8 where the system has it, because some extensions ask the system to classify letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def require_same_version(launching: Launch, programs: Path, data: Path) -> None:
    """Raise CannotStart for data of another major version, and say what to do."""
    try:
        of_data = (data / "PG_VERSION").read_text().strip()
    except PermissionError:
        raise CannotStart(
            f"{data} belongs to another user. Run this as that user, or choose another VAR_DIR."
        ) from None
    answer = launching.run([str(programs / "postgres"), "--version"]).stdout
    found = re.search(r" (\d+)", answer)
    if not found:
        raise CannotStart(f"The installed PostgreSQL does not run here:\n{answer.strip()}")
    if of_data != found[1]:
        raise CannotStart(
            f"{data} was written by PostgreSQL {of_data}, and the installed one is {found[1]}.\n"
            f"Dump it with a server of version {of_data} (pg_dump), move {data} away, start again and restore the dump."
        )
