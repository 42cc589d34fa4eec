"""Wrong HTTP: methods, paths, headers, hosts, origins, and bytes that are not HTTP at all."""

import asyncio
from uuid import uuid4

import httpx2

from tests.chat.conftest import FRIENDLY_ORIGIN, Talk
from tests.chat.refusals import problem
from tests.harness.processes import WebProcess


async def test_other_methods_are_not_allowed(client: httpx2.AsyncClient, talk: Talk) -> None:
    conversation = f"/api/v1/conversations/{talk.conversation_id}"
    for method, path in (
        ("GET", "/api/v1/messages"),
        ("DELETE", "/api/v1/messages"),
        ("PUT", "/api/v1/conversations"),
        ("DELETE", "/api/v1/conversations"),
        ("POST", f"{conversation}/messages"),
        ("POST", f"{conversation}/changes"),
        ("DELETE", conversation),
        ("TRACE", conversation),
        ("BREW", conversation),
    ):
        answer = await client.request(method, path)
        problem(answer, 405, "method_not_allowed")
        assert method not in answer.headers["Allow"]


async def test_unknown_paths_are_not_found(client: httpx2.AsyncClient, talk: Talk) -> None:
    for path in (
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/messages/",
        "/api/v1/conversations/",
        "/api/v1/conversations/no",
        f"/api/v1/conversations/{talk.conversation_id}/",
        f"/api/v1/conversations/{talk.conversation_id}/nothing",
        f"/api/v1/conversations/{talk.conversation_id}%00",
        "/api/v1/conversations/%ff%fe",
        "/api/v1/%2e%2e/admin/",
        "/api/v2/conversations",
        "/ws/messages",
    ):
        for method in ("GET", "POST"):
            problem(await client.request(method, path), 404, "not_found")


async def test_an_id_in_a_path_may_be_in_capitals(client: httpx2.AsyncClient, talk: Talk) -> None:
    conversation_id = talk.conversation_id.upper()
    answer = await client.get(f"/api/v1/conversations/{conversation_id}")
    assert (answer.status_code, answer.json()["id"]) == (200, talk.conversation_id)
    read = await client.post(f"/api/v1/conversations/{conversation_id}/read", json={"seq": 1})
    assert (read.status_code, read.json()["read_seq"]) == (200, 1)
    for path in (f"users/{str(talk.bob.id).upper()}", f"users/{str(talk.bob.id).upper()}/status"):
        assert (await client.get(f"/api/v1/{path}")).status_code == 200


async def test_head_is_get_without_the_body(client: httpx2.AsyncClient) -> None:
    answer = await client.head("/api/v1/conversations")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"] == "application/json"
    assert (await client.head(f"/api/v1/conversations/{uuid4()}")).status_code == 404


async def test_options_lists_the_allowed_methods(client: httpx2.AsyncClient) -> None:
    answer = await client.options("/api/v1/conversations")
    assert answer.status_code < 500
    assert {"GET", "POST"} <= {method.strip() for method in answer.headers["Allow"].split(",")}


async def test_a_token_in_the_url_is_ignored(web: list[WebProcess], talk: Talk) -> None:
    async with httpx2.AsyncClient(base_url=web[1].url, trust_env=False) as stranger:
        for name in ("token", "access_token", "authorization"):
            answer = await stranger.get(f"/api/v1/conversations?{name}={talk.alice.access}")
            problem(answer, 401, "not_authenticated")
            assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_wrong_authorization_header_is_not_signed_in(web: list[WebProcess], talk: Talk) -> None:
    token = talk.alice.access
    async with httpx2.AsyncClient(base_url=web[1].url, trust_env=False) as stranger:
        words = ("", "Bearer", f"Basic {token}", f"Token {token}", token, f"Bearer {token} {token}")
        strange = (b"Bearer \xff\xfe", b"Bearer " + b"x" * 10_000, f"Bearer {talk.alice.refresh}".encode())
        for header in (*(word.encode() for word in words), *strange):
            answer = await stranger.get("/api/v1/conversations", headers={b"Authorization": header})
            problem(answer, 401, "not_authenticated")
        answer = await stranger.get("/api/v1/conversations", headers={"Authorization": f"bearer  {token}"})
        assert answer.status_code == 200


async def test_another_host_is_refused(client: httpx2.AsyncClient) -> None:
    for host in (b"elsewhere.example", b"127.0.0.1.elsewhere.example", b"a b", b"[::", b"\xe4"):
        problem(await client.get("/api/v1/conversations", headers={b"Host": host}), 400, "invalid")


async def test_pages_of_foreign_origins_are_refused(web: list[WebProcess], strict: WebProcess) -> None:
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    async with httpx2.AsyncClient(trust_env=False) as browser:
        for process, origin, allowed in (
            (strict, FRIENDLY_ORIGIN, True),
            (strict, "https://foreign.example", False),
            (strict, "null", False),
            (web[0], FRIENDLY_ORIGIN, False),
        ):
            url = f"{process.url}/api/v1/messages"
            preflight = await browser.options(url, headers=ask | {"Origin": origin})
            assert preflight.status_code < 500
            answer = await browser.post(url, headers={"Origin": origin})
            problem(answer, 401, "not_authenticated")
            for given in (preflight, answer):
                assert given.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
                assert "Access-Control-Allow-Credentials" not in given.headers
            if allowed:
                assert "authorization" in preflight.headers["Access-Control-Allow-Headers"]


async def test_bytes_that_are_not_http_get_400_and_the_process_goes_on(web: list[WebProcess], talk: Talk) -> None:
    for request in (
        b"hello\r\n\r\n",
        b"GET /api/v1/conversations\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /api/v1/\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\xff\xfe /api/v1/conversations HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /api/v1/conversations?\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"POST /api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", web[1].port)
        writer.write(request)
        try:
            answer = await asyncio.wait_for(reader.readline(), 10)
        except ConnectionError:
            answer = b""
        writer.close()
        assert answer == b"" or b" 4" in answer, (request[:60], answer)
    await talk.goes_on()
