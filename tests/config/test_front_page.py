"""The page at `/` (the web client if it was built, otherwise a plain page), and static files."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
import pytest

from tests.harness.processes import WebProcess
from tests.harness.servers import Servers

HASHED = "assets/main-Ab12Cd34.js"
SCRIPT = "console.log('parley');\n" * 40


PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "".join(chr(ord("a") + number % 26) for number in range(40)),
    "ALLOWED_HOSTS": "127.0.0.1",
    "SMS_PROVIDER": "http",
    "SMS_HTTP_URL": "https://sms.example",
    "RATE_LIMITS": "on",
}


@pytest.fixture(scope="module", params=[{}, PRODUCTION], ids=["development", "production"])
def built(
    request: pytest.FixtureRequest, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebProcess]:
    """A process that serves a small client, with the same files as a real build."""
    client = tmp_path_factory.mktemp("dist")
    (client / "assets").mkdir()
    (client / ".vite").mkdir()
    (client / "index.html").write_text(f'<!doctype html><script type="module" src="/{HASHED}"></script>')
    (client / HASHED).write_text(SCRIPT)
    (client / f"{HASHED}.br").write_bytes(b"as small as can be")
    (client / "theme.js").write_text("// small")
    (client / ".vite" / "manifest.json").write_text("{}")
    yield from serving(servers, client, request.param)


@pytest.fixture(scope="module")
def plain(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    """A process without a client."""
    yield from serving(servers, tmp_path_factory.mktemp("nothing"))


def serving(servers: Servers, client: Path, settings: Mapping[str, str] | None = None) -> Iterator[WebProcess]:
    process = WebProcess(servers.environment | {"WEB_CLIENT_DIR": str(client)} | dict(settings or {}))
    try:
        process.launch()
        process.wait_ready()
        yield process
        process.ask_to_stop()
        process.stop()
    finally:
        process.kill()


def get(process: WebProcess, path: str, **headers: str) -> httpx2.Response:
    return httpx2.get(f"{process.url}{path}", headers=headers, trust_env=False)


def test_without_a_client_the_front_page_says_where_the_api_is(plain: WebProcess):
    answer = get(plain, "/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "docs/quickstart.md" in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text
    assert get(plain, "/c/0").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/", "/c/01a1f2c4-6a3e-7b0c-9d55-2f1c7e9a0b11", "/c/0/m/17", "/j/c8OW9-q2irNxcDLYogJGhg", "/settings", "/?a=b"],
)
def test_the_client_is_at_every_place_inside_it(built: WebProcess, path: str):
    answer = get(built, path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == 'text/html; charset="utf-8"'
    assert HASHED in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    assert get(built, path, **{"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_clients_policy_allows_no_inline_code_and_no_other_server(built: WebProcess):
    headers = get(built, "/").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_files_with_a_hash_are_cached_for_ever_and_others_are_revalidated(built: WebProcess):
    hashed = get(built, f"/{HASHED}", **{"Accept-Encoding": "identity"})
    assert hashed.text == SCRIPT
    assert hashed.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in hashed.headers["Cache-Control"]
    assert get(built, "/theme.js").headers["Cache-Control"] == "no-cache"


def test_a_client_that_is_built_again_is_served_at_once(servers: Servers, tmp_path: Path):
    (tmp_path / "index.html").write_text("the first")
    for process in serving(servers, tmp_path):
        assert get(process, "/").text == "the first"
        (tmp_path / "index.html").write_text("the second, which is longer")
        assert get(process, "/").text == "the second, which is longer"


def test_compressed_files_are_sent_to_browsers_that_accept_them(built: WebProcess):
    with httpx2.stream("GET", f"{built.url}/{HASHED}", headers={"Accept-Encoding": "br"}, trust_env=False) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert b"".join(answer.iter_raw()) == b"as small as can be"


@pytest.mark.parametrize(
    "path",
    [
        "/.vite/manifest.json",
        "/assets/",
        "/assets/no.js",
        "/assets/..%2f..%2fmanage.py",
        "/c",
        "/settings.js",
        "/index",
    ],
)
def test_nothing_else_of_the_client_is_served(built: WebProcess, path: str):
    answer = get(built, path)
    assert answer.status_code == 404
    assert HASHED not in answer.text


def test_the_client_is_only_for_our_host(built: WebProcess):
    assert get(built, "/", Host="elsewhere.example").status_code == 400


def test_the_client_leaves_the_api_alone(built: WebProcess):
    assert get(built, "/api/v1/users/me").status_code == 401
    assert get(built, "/healthz").status_code == 200
    assert httpx2.post(f"{built.url}/c/0", trust_env=False).status_code == 404


@pytest.mark.parametrize("path", ["config/front_page.css", "admin/css/base.css", "admin/js/core.js"])
def test_static_files_are_served(web: list[WebProcess], path: str):
    answer = httpx2.get(f"{web[0].url}/static/{path}", trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] in {"text/css", "text/javascript"}
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["no.css", "admin", "..%2f..%2fmanage.py", "%2e%2e/settings/security.py", "/etc/passwd"]
)
def test_no_other_file_is_served_as_a_static_file(web: list[WebProcess], path: str):
    answer = httpx2.get(f"{web[0].url}/static/{path}", trust_env=False)
    assert answer.status_code == 404
    assert Path("manage.py").read_text() not in answer.text
