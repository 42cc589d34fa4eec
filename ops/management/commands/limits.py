"""manage.py limits: print the table of limits into docs/configuration.md, or check that it is current."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

PAGE: Path = settings.BASE_DIR / "docs" / "configuration.md"
BEGIN, END = "<!-- limits: printed by `manage.py limits` -->\n", "<!-- end of limits -->\n"


def table() -> str:
    """Return the table of every REST call and socket command with its limits."""
    return "\n".join(["", "| Call or command | Limits | Without Redis |", "|---|---|---|", *_rows(), "", ""])


def _rows() -> Iterator[str]:
    for call, names in (settings.CALL_LIMITS | settings.SPENT_BY_SERVICES).items():
        closed = call in settings.SPENT_BY_SERVICES or not settings.LIMITS_CLOSED_WITHOUT_REDIS.isdisjoint(names)
        yield f"| {call} | {', '.join(map(_shown, names))} | {'refused' if closed else 'open'} |"
    for command, name in settings.COMMAND_LIMITS.items():
        yield f"| {command} (socket) | {_shown(name)} | open |"


def _shown(name: str) -> str:
    counted_by = settings.LIMITS_COUNTED_BY.get(name, ("account",))
    beyond = f" per {' and '.join(counted_by)}" if "account" in counted_by and len(counted_by) > 1 else ""
    return f"`LIMIT_{name.upper()}`{beyond}"


def with_table(page: str) -> str:
    """Return the page with the current table. Raises CommandError if it has no place for the table."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CommandError(f"{PAGE.name} has no place for the table")
    return f"{before}{begin}{table()}{end}{after}"


class Command(BaseCommand):
    """Writes or checks the table."""

    help = "Print the table of limits into docs/configuration.md."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, and fail if the table is outdated")

    @override
    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        page = PAGE.read_text()
        current = with_table(page)
        if check and current != page:
            raise CommandError(f"the table in {PAGE.name} is outdated: run `manage.py limits`")
        PAGE.write_text(current)
