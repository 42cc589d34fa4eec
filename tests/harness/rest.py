"""The REST client of tests: every answer is checked on its way through."""

import ssl
from typing import Any

import httpx2

from tests.harness.answers import check_http
from tests.harness.processes import WebProcess

# Everything here is plain HTTP: to load the system's certificates for each client would only take time.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Rest:
    """Calls `/api/v1` of one process, signed in when `token` is set."""

    def __init__(self, process: WebProcess, token: str | None = None) -> None:
        self.process = process
        self.token = token
        self.client = httpx2.AsyncClient(
            base_url=f"{process.url}/api/v1", timeout=30, trust_env=False, verify=NO_CERTIFICATES
        )

    async def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send a request; `options` are httpx2's, `json` for instance."""
        headers = dict(options.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        response = await self.client.request(method, path, headers=headers, **options)
        check_http(response)
        return response

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("GET", path, **options)

    async def post(self, path: str, json: object = None, **options: Any) -> httpx2.Response:
        return await self.request("POST", path, json={} if json is None else json, **options)

    async def put(self, path: str, json: object = None, **options: Any) -> httpx2.Response:
        return await self.request("PUT", path, json={} if json is None else json, **options)

    async def patch(self, path: str, json: object = None, **options: Any) -> httpx2.Response:
        return await self.request("PATCH", path, json={} if json is None else json, **options)

    async def delete(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("DELETE", path, **options)

    async def close(self) -> None:
        await self.client.aclose()
