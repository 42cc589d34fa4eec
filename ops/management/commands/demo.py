"""manage.py demo: up, with people and conversations to look at."""

from typing_extensions import override

from ops.demo.run import Demo
from ops.management.commands import up


class Command(up.Command):
    """Runs everything as `up` does. The first start makes the people."""

    help = "Start Parley with people and conversations in it, and print a link that signs you in as one of them."

    @override
    def supervisor(self) -> Demo:
        return Demo(self.say)
