"""`manage.py up` with people in it, and with a link that signs in as one of them."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection, connections
from typing_extensions import override

from common.clock import now
from ops.demo.cast import has_people, introduce, make_people
from ops.demo.link import Link
from ops.demo.people import PEOPLE, SHOWN
from ops.demo.talking import talk
from ops.supervisor.problems import CannotStart
from ops.supervisor.supervise import Supervisor

NOT_HERE = "The demo is for trying Parley out: it does not run with ENVIRONMENT=production."


class Demo(Supervisor):
    """Runs everything that `manage.py up` runs. Raises CannotStart where the demo's people would mix with others."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Read the settings."""
        if not settings.DEVELOPMENT:
            raise CannotStart(NOT_HERE)
        super().__init__(say)
        # For this process alone, because the link may be opened again within a minute.
        settings.LIMIT_CODES_PER_NUMBER = settings.LIMIT_CODES_PER_NUMBER_AND_ADDRESS = ""
        self.shown = PEOPLE[SHOWN]
        self.link = Link(self.shown.phone_number, f"http://127.0.0.1:{settings.PORT}/")

    @override
    def prepare(self) -> None:
        """Make the people and their conversations, unless an earlier start has."""
        try:
            if not has_people():
                moment = now()
                people = make_people()
                talk(people, moment)
                introduce(people, moment)
                self.say(f"demo: made {len(people)} people and their conversations")
        finally:
            self.let_go()

    @override
    def start(self) -> None:
        """Start everything, then print how to sign in."""
        super().start()
        self.link.serve()
        self.say(f"Sign in as {self.shown.name} ({self.shown.phone_number}): {self.link.url}")

    @override
    def stop(self) -> None:
        """Stop everything."""
        self.let_go()
        super().stop()

    def let_go(self) -> None:
        """Close this process's connections to the database, so that the server can be stopped and started again."""
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know PostgreSQL's pool
