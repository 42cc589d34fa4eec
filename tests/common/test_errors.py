"""docs/errors.md names every code there is, and no other."""

import re
from pathlib import Path

from common import parsing
from common.errors import CODES, ApiError, FieldError

ROOT = Path(__file__).resolve().parents[2]
APPS = ("common", "accounts", "chat", "groups", "media", "presence", "delivery", "config", "ops")
# Where a field code stands in the code that names one.
_FIELD_CODE = re.compile(
    r"""invalid\(\s*"[a-z_.]*",\s*"([a-z_]+)"|FieldError\(\s*(?:f?"[^"]*"|name),\s*"([a-z_]+)"|PydanticCustomError\(\s*"([a-z_]+)\""""
)


def documented(heading: str) -> dict[str, list[str]]:
    """Return the rows of one table: the code, and the cells after it."""
    section = (ROOT / "docs/errors.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in rows}


def test_every_code_is_documented_with_its_status():
    assert {code: int(cells[0]) for code, cells in documented("Codes").items()} == {
        code: status for code, (status, _) in CODES.items()
    }


def test_every_field_code_is_documented():
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    named = {code for path in sources for match in _FIELD_CODE.finditer(path.read_text()) for code in match.groups()}
    used = (named - {None}) | set(parsing._CODES.values()) | {"wrong_type"}
    assert set(documented("Field codes")) == used


def test_a_problem_holds_what_the_contract_names():
    error = ApiError("invalid", errors=[FieldError("name", "too_long", "is too long")], retry_after_seconds=3)
    assert error.problem() == {
        "type": "urn:parley:error:invalid",
        "title": "Some fields are wrong",
        "status": 400,
        "code": "invalid",
        "detail": "Some fields are wrong",
        "errors": [{"field": "name", "code": "too_long", "detail": "is too long"}],
        "retry_after_seconds": 3,
    }


def test_extra_members_stand_beside_the_code():
    assert ApiError("invalid_code", extra={"attempts_left": 2}).members()["attempts_left"] == 2
