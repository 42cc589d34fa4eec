"""The page at `/`, and static files."""

from pathlib import Path

import httpx2
import pytest

from tests.harness.processes import WebProcess


def test_the_front_page_says_where_the_api_is(web: list[WebProcess]):
    answer = httpx2.get(web[0].url, trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "docs/quickstart.md" in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", ["config/front_page.css", "admin/css/base.css", "admin/js/core.js"])
def test_static_files_are_served(web: list[WebProcess], path: str):
    answer = httpx2.get(f"{web[0].url}/static/{path}", trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] in {"text/css", "text/javascript"}
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["no.css", "admin", "..%2f..%2fmanage.py", "%2e%2e/settings/security.py", "/etc/passwd"]
)
def test_nothing_else_is(web: list[WebProcess], path: str):
    answer = httpx2.get(f"{web[0].url}/static/{path}", trust_env=False)
    assert answer.status_code == 404
    assert Path("manage.py").read_text() not in answer.text
