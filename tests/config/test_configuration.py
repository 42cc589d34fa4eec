"""docs/configuration.md lists every setting with its default, and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The names that defaults may use, with their values in development.
NAMES = {"DEVELOPMENT": True, "OTP_RESEND_SECONDS": 60, "__builtins__": {}}


def read_settings() -> Iterator[tuple[str, str]]:
    """Yield (name, default as the page shows it) for every call of env in the settings."""
    for file in (ROOT / "config" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(value=str(name)), *more]
                ):
                    keywords = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
                    yield name, shown([*more, *keywords][0])


def shown(default: ast.expr) -> str:
    value = eval(ast.unparse(default), dict(NAMES))  # noqa: S307  # our own source
    if isinstance(value, bool):
        return "`on`" if value else "`off`"
    if isinstance(value, list):
        value = ",".join(value)
    return "–" if value == "" else f"`{value}`"  # noqa: RUF001  # as on the page


def documented_settings() -> dict[str, str]:
    """Return the defaults in the page's rows, by name."""
    rows = [line.split(" | ") for line in (ROOT / "docs" / "configuration.md").read_text().splitlines()]
    return {row[0].strip("| `"): row[1] for row in rows if row[0].startswith("| `")}


def test_every_setting_is_documented_with_its_default():
    assert dict(read_settings()) == documented_settings()


def test_every_setting_has_a_default():
    assert all(default for _, default in read_settings())
