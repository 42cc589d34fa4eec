"""Trying one row: refusals by everybody first, all at once, and the database as it was; then what is allowed."""

import asyncio
from typing import Any

import httpx2

from tests.authorisation.cast import Cast
from tests.authorisation.cells import ROLES, SIGNED_OUT, UNKNOWN, Allow, Deny, Row
from tests.authorisation.database import Database
from tests.authorisation.done import Done
from tests.harness.answers import check_problem
from tests.harness.rest import Rest

IDS = {
    "<id:conversation_id>": "{conversation}",
    "<id:message_id>": "{message}",
    "<id:device_id>": "{device}",
    "<id:group_id>": "{group}",
    "<id:user_id>": "{person}",
    "<id:link_id>": "{link}",
    "<token:token>": "{token}",
    "<str:emoji>": "👍",
}

# Differs between any two calls; what counts the caller's own calls goes down with each of them.
OF_THE_CALL = {"date", "x-request-id", "ratelimit", "ratelimit-remaining", "ratelimit-reset"}


def filled(value: Any, ids: dict[str, str]) -> Any:
    """Return a body with its placeholders replaced."""
    if isinstance(value, dict):
        return {name: filled(one, ids) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    return value.format(**ids) if isinstance(value, str) else value


def authorisation(token: str | None) -> dict[str, str]:
    """Return the headers of a request with this access token, or none."""
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def path_of(row: Row) -> str:
    """Return where a row is called, with placeholders."""
    path = f"/{row.route}{row.query}"
    for parameter, placeholder in IDS.items():
        path = path.replace(parameter, placeholder)
    return path


class Caller:
    """Everybody's clients, each at the process where its person signed up; alice's for those without a token."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.signed_out = Rest(cast.people["alice"].process)
        self.headers = {role: authorisation(cast.access(role)) for role in ROLES}

    def rest(self, role: str) -> Rest:
        return self.signed_out if role in SIGNED_OUT else self.cast.person(role).rest

    async def call(self, row: Row, role: str, ids: dict[str, str]) -> httpx2.Response:
        """Send a row's request as a role."""
        body = None if row.body is None else filled(row.body, ids)
        if body is not None and "refresh" in body:
            body = {name: value for name, value in body.items() if name != "refresh" or self.cast.refresh(role)}
        # Whoever is signed in may be so on another device for a while: their client knows.
        options: dict[str, Any] = {"headers": self.headers[role]} if role in SIGNED_OUT else {}
        options |= {} if body is None else {"json": body}
        return await self.rest(role).request(row.method, path_of(row).format(**ids), **options)

    async def close(self) -> None:
        await self.signed_out.close()


def words(answer: httpx2.Response) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Return all that an answer says but the time."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in OF_THE_CALL)
    return answer.status_code, tuple(headers), answer.content


async def try_refusals(caller: Caller, database: Database, row: Row) -> None:
    """Let everybody try who must be refused; those without a token are told the same, whatever they lack."""
    refused = [role for role in ROLES if isinstance(row.cell(role), Deny)]
    before = database.state()
    answers = await asyncio.gather(*(refusal(caller, row, role) for role in refused))
    assert database.written_since(before) == [], f"{row}: written by one of {refused}"
    said = zip(refused, answers, strict=True)
    at_the_door = {words(answer) for role, answer in said if role in SIGNED_OUT and role not in row.each}
    assert len(at_the_door) <= 1, f"{row}: {at_the_door}"


async def refusal(caller: Caller, row: Row, role: str) -> httpx2.Response:
    """Try a row as somebody who must be refused; what they may not know of must look like what does not exist."""
    cell, ids = row.cell(role), caller.cast.ids(role, row.on, row.person)
    answer = await caller.call(row, role, ids)
    assert isinstance(cell, Deny)
    assert answer.status_code == cell.status, f"{row} as {role}: {answer.status_code} {answer.text}"
    check_problem(answer, f"{row} as {role}")
    assert answer.json()["code"] == cell.code, f"{row} as {role}: {answer.text}"
    if cell == UNKNOWN:
        nobodys = await caller.call(row, role, caller.cast.elsewhere(ids))
        assert words(answer) == words(nobodys), f"{row} as {role}"
    return answer


async def try_successes(caller: Caller, row: Row) -> None:
    """Let everybody do who may, one after the other, and look at what came of it."""
    for role in ROLES:
        cell = row.cell(role)
        if isinstance(cell, Allow):
            done = Done(caller.cast, role, caller.cast.ids(role, row.on, row.person, use_up=row.uses_up))
            if row.prepare is not None:
                await row.prepare(done)
            answer = await caller.call(row, role, done.ids)
            assert answer.status_code == cell.status, f"{row} as {role}: {answer.status_code} {answer.text}"
            done.answer = answer.json() if answer.content else {}
            await cell.effect(done)
