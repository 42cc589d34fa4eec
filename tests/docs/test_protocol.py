"""docs/protocol.md names every command, update, close code and call there is, and none there is not."""

import re
from pathlib import Path

from chat.wire.commands import COMMANDS
from chat.wire.updates import UPDATES
from config.schema.operations import operations

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
CLOSE_CODE = re.compile(r"(?<![\d.])4(?:4\d\d|503)(?![\d.])")


def first_column(heading: str) -> list[str]:
    """Return the first column of the table under a heading, without the marks of code."""
    _, _, section = PAGE.partition(f"# {heading}\n")
    rows = re.findall(r"^\| (.+?) \|", section.partition("\n#")[0], re.MULTILINE)
    return [row.strip("`") for row in rows[1:]]


def test_every_command_is_in_the_table():
    assert sorted(first_column("Commands")) == sorted(COMMANDS)


def test_every_update_is_in_the_table():
    assert sorted(first_column("Updates")) == sorted(UPDATES)


def test_every_close_code_of_the_code_is_in_the_table():
    sources = [file for app in ("chat", "delivery", "config") for file in (ROOT / app).rglob("*.py")]
    found = {code for file in sources for code in CLOSE_CODE.findall(file.read_text())}
    assert set(first_column("Close codes")) == found


def test_every_call_is_in_the_table():
    assert sorted(first_column("Calls")) == sorted(operation.name for operation in operations())


def test_every_call_in_the_text_is_one():
    known = {operation.name for operation in operations()}
    named = set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`", PAGE))
    assert named <= known
    assert len(named) == len(known)
