"""`manage.py up` from start to end: servers, schema, web, worker and beat, and how they are stopped."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from django.conf import settings

from ops.supervisor import commands
from ops.supervisor.account import NAME, Account, server_account
from ops.supervisor.checks import is_ready, lock, require_free_ports
from ops.supervisor.children import Child, LeftOvers
from ops.supervisor.database import migrate, require_usable_database
from ops.supervisor.launch import tail
from ops.supervisor.postgres import EmbeddedPostgres
from ops.supervisor.problems import CannotStart
from ops.supervisor.servers import EmbeddedServer
from ops.supervisor.valkey import EmbeddedValkey

READY_SECONDS = 60.0
LEFT_OVER_SECONDS = 2.0
BEAT_STOP_SECONDS = 5.0
WORKER_STOP_SECONDS = 30.0
LOOK_SECONDS = 0.2


class StopAsked(Exception):  # noqa: N818  # no error: somebody pressed Ctrl-C
    """Somebody asked to stop before everything was started."""


class Supervisor:
    """Starts the servers that no URL names, and keeps everything running until SIGINT, SIGTERM or SIGHUP."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Read the settings. `say` takes short lines for the person who watches."""
        self.say = say
        self.var_dir: Path = settings.VAR_DIR
        self.stop_asked = threading.Event()
        postgres, valkey = EmbeddedPostgres(self.var_dir), EmbeddedValkey(self.var_dir)
        # If a URL is set, it names a server that is not ours.
        self.servers: list[EmbeddedServer] = [postgres] if postgres.url == settings.DATABASE_URL else []
        self.servers += [valkey] if valkey.url == settings.REDIS_URL else []
        step = 0 if settings.REUSEPORT else 1
        self.ports = [settings.PORT + step * number for number in range(settings.WEB_PROCESSES)]
        self.web = [
            Child(f"web-{number}", commands.web(), self.var_dir, PORT=str(port))
            for number, port in enumerate(self.ports, 1)
        ]
        self.worker = Child("worker", commands.worker(), self.var_dir)
        self.beat = Child("beat", commands.beat(self.var_dir), self.var_dir)

    def run(self) -> None:
        """Run everything; return after an orderly stop. Raises CannotStart, with nothing left running."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        with lock(self.var_dir):
            try:
                self.start()
                self.keep_running()
            except StopAsked:
                pass
            finally:
                self.stop()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        self.stop_asked.set()

    def start(self) -> None:
        """Start everything in order and report each step."""
        left_overs = LeftOvers(self.var_dir)
        if not left_overs.processes:
            require_free_ports(settings.BIND_ADDRESS, self.ports)
        for server in self.servers:
            self.say(f"{server.name}: {server.start()}")
            self.go_on()
        require_usable_database(settings.DATABASE_URL)
        if count := migrate(settings.DATABASE_URL):
            self.say(f"database: {count} migrations applied")
        self.go_on()
        if names := left_overs.end(LEFT_OVER_SECONDS):
            self.say(f"stopped what an earlier run left behind: {', '.join(names)}")
            require_free_ports(settings.BIND_ADDRESS, self.ports)
        self.prepare()
        self.go_on()
        account = self.children_account()
        for child in (*self.web, self.worker, self.beat):
            child.account = account
            child.start()
        self.say(f"starting web ({len(self.web)}), worker and beat; logs are in {self.var_dir / 'log'}")
        self.wait_ready()
        if settings.SMS_PROVIDER == "console":
            self.say(f"sign-in codes are not sent but written to {self.var_dir / 'dev' / 'sms.jsonl'}")
        self.say(f"Parley is running at http://127.0.0.1:{settings.PORT}")

    def children_account(self) -> Account | None:
        """Return the user that web, worker and beat run as, who then owns what they write. None: our own user."""
        written = [self.var_dir / "beat", self.var_dir / "dev"]
        for directory in written:
            directory.mkdir(exist_ok=True)
        account = server_account(self.var_dir / "postgres")
        if account is None:
            return None
        for directory in written:
            account.own_all(directory)
        # `version` loads the settings, so it fails if the user cannot read the checkout, the libraries or the secret.
        asked = [("test", "-w", str(directory)) for directory in written]
        if not all(account.can_run(*command) for command in [*asked, (*commands.manage(), "version")]):
            self.say(
                f"web, worker and beat run as root: the Unix user {NAME} cannot read {commands.ROOT}, {sys.prefix} "
                f"or {self.var_dir}. Put them where this user may read them, or start Parley as another user."
            )
            return None
        return account

    def prepare(self) -> None:
        """Do what has to be done while the servers run and nobody is served yet. The demo overrides this."""

    def go_on(self) -> None:
        """Stop here if somebody asked to stop."""
        if self.stop_asked.is_set():
            raise StopAsked

    def wait_ready(self) -> None:
        """Wait until every web process answers. Raises CannotStart if one ends before that."""
        deadline = time.monotonic() + READY_SECONDS
        for child, port in zip(self.web, self.ports, strict=True):
            while not is_ready(settings.BIND_ADDRESS, port):
                self.go_on()
                code = child.exit_code()
                if code is not None or time.monotonic() > deadline:
                    what = "is not ready in time" if code is None else f"ended with code {code}"
                    raise CannotStart(f"{child.name} {what}. The end of {child.log}:\n{tail(child.log, 20)}")
                self.stop_asked.wait(0.02)

    def keep_running(self) -> None:
        """Start again what dies, until somebody asks to stop."""
        while not self.stop_asked.wait(LOOK_SECONDS):
            for server in self.servers:
                if not server.is_alive():
                    self.say(f"{server.name} is gone, starting it again; see {server.log}")
                    server.forget()
                    self.say(f"{server.name}: {server.start()}")
            for child in (*self.web, self.worker, self.beat):
                self.look_after(child)

    def look_after(self, child: Child) -> None:
        """Start a child again that died, a little later each time."""
        if child.child is None:
            if time.monotonic() >= child.start_again_at:
                child.start()
        elif (code := child.exit_code()) is not None:
            delay = child.plan_restart()
            self.say(f"{child.name} ended with code {code}, starting it again in {delay:g} s; see {child.log}")

    def stop(self) -> None:
        """Stop beat, web (which drains), worker, then the servers. No process stays, all data does."""
        running = [child for child in (self.beat, *self.web, self.worker) if child.child is not None]
        if running:
            self.say("stopping")
        self.end([self.beat], BEAT_STOP_SECONDS)
        self.end(self.web, settings.DRAIN_SECONDS + 5)
        self.end([self.worker], WORKER_STOP_SECONDS)
        for server in reversed(self.servers):
            if server.process is not None:
                server.stop()
        if running:
            self.say("stopped; all data is kept")

    def end(self, children: list[Child], seconds: float) -> None:
        """Stop some children at the same time."""
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + seconds
        for child in children:
            if not child.wait_stopped(max(0.0, deadline - time.monotonic())):
                self.say(f"{child.name} did not stop in {seconds:g} s and was killed")
