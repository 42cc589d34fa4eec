"""Outgoing HTTP: no proxies or credentials from the environment, no redirects, and a timeout on every wait."""

from collections.abc import Mapping
from typing import Any

import httpx2


def post_json(
    url: str, body: Mapping[str, Any], *, bearer: str, timeout_seconds: float
) -> tuple[int, Mapping[str, str]]:
    """POST JSON to an address that the operator configured; return (status, headers). The answer's body is not read.

    `timeout_seconds` applies to connecting, writing and waiting separately. Raises httpx2.HTTPError when there was no
    answer, and httpx2.InvalidURL. Private addresses are allowed, because the operator chose the address.
    """
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    with (
        httpx2.Client(timeout=timeout_seconds, trust_env=False, follow_redirects=False) as client,
        client.stream("POST", url, json=dict(body), headers=headers) as answer,
    ):
        return answer.status_code, answer.headers
