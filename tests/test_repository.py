"""The repository itself: what lies at its top, and what no file may say."""

import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
ALLOWED = {
    *("ops", "config", "groups", "chat", "media", "presence", "accounts", "delivery", "common"),
    *("web", "tests", "docs", ".ci"),
    *("manage.py", "Makefile", "pyproject.toml", "Dockerfile", "compose.yaml", ".dockerignore", ".gitignore"),
    *("README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md", "LICENSE"),
}
MOST_LINES = 260
# What runs, shows and tests the product belongs into ops.
MOST_LINES_OF_CONFIG = 4000
# Written in two parts, or this file would be the first one found.
MACHINE_PATHS = ("/ho" + "me/", "/Us" + "ers/", "/wo" + "rk/", "/ro" + "ot/")
REGISTRIES = ("files.python" + "hosted.org", "registry.np" + "mjs.org", "--index" + "-url", "--extra-index" + "-url")


def files() -> list[Path]:
    """Return the files that are in the repository or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listing.stdout.splitlines() if (path := ROOT / name).is_file()]


def test_the_top_holds_only_what_tools_expect_there():
    top = {path.relative_to(ROOT).parts[0] for path in files()}
    extra = {name for name in top - ALLOWED if not name.startswith("requirements")}
    assert extra == set()


def test_no_file_names_a_machine_or_a_registry():
    found = []
    for path in files():
        text = path.read_bytes().decode(errors="ignore")
        found += [(str(path.relative_to(ROOT)), word) for word in (*MACHINE_PATHS, *REGISTRIES) if word in text]
    assert found == []


def test_every_lint_exception_has_a_reason():
    settings = (ROOT / "pyproject.toml").read_text()
    lint = tomllib.loads(settings)["tool"]["ruff"]["lint"]
    for code in lint["ignore"]:
        line = next(line for line in settings.splitlines() if f'"{code}"' in line)
        assert "#" in line, code


def test_requirements_are_locked_with_hashes():
    for name in ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text().replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
        assert lines
        assert all("==" in line and "--hash=sha256:" in line for line in lines), name


def test_no_file_is_too_long_to_read():
    written = [path for path in files() if path.suffix in {".py", ".ts", ".tsx", ".css"}]
    own = [path for path in written if "migrations" not in path.parts and path.name != "generated.ts"]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in own}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_config_holds_only_what_one_process_is():
    own = [path for path in files() if path.is_relative_to(ROOT / "config") and path.suffix == ".py"]
    assert sum(len(path.read_text().splitlines()) for path in own) <= MOST_LINES_OF_CONFIG
