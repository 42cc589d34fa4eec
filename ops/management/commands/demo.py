"""manage.py demo: up, with people and conversations to look at."""

from typing_extensions import override

from ops.demo.run import Demo
from ops.management.commands import up


class Command(up.Command):
    """Runs everything as `up` does. The first start makes the people."""

    help = "Like up, with people, conversations and a link that signs in; `make demo` keeps it apart, in var/demo."

    @override
    def supervisor(self) -> Demo:
        return Demo(self.say)
