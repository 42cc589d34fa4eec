"""Outgoing HTTP: no proxies or credentials from the environment, no redirects, every wait bounded."""

from collections.abc import Mapping
from typing import Any

import httpx2


def post_json(
    url: str, body: Mapping[str, Any], *, bearer: str, timeout_seconds: float
) -> tuple[int, Mapping[str, str]]:
    """POST JSON to an address the operator configured and return (status, headers); the answer's body is not read.

    `timeout_seconds` bounds connecting, writing and waiting each. Raises httpx2.HTTPError when there was no answer, and
    httpx2.InvalidURL. Private addresses are allowed: the operator chose them.
    """
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    with (
        httpx2.Client(timeout=timeout_seconds, trust_env=False, follow_redirects=False) as client,
        client.stream("POST", url, json=dict(body), headers=headers) as answer,
    ):
        return answer.status_code, answer.headers
