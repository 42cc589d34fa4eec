"""Every operation on a group, as everybody who has or had something to do with it."""

import asyncio
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from tests.authorisation.calls import filled, words
from tests.authorisation.cells import UNKNOWN, Deny
from tests.authorisation.company import Company, Ids, Tried, elsewhere, meet
from tests.authorisation.database import Database
from tests.authorisation.rows.in_groups import ROWS, Does, GroupRow
from tests.authorisation.walk import check_listed, operations
from tests.harness.answers import check_problem
from tests.harness.people import Person
from tests.harness.processes import WebProcess


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(web: list[WebProcess]) -> AsyncIterator[Company]:
    meeting = await meet(web)
    yield meeting
    await meeting.close()


def test_every_operation_on_groups_has_its_row() -> None:
    there = {(method, route) for method, route in operations() if route.startswith(("groups/", "join/"))}
    of_ours = {re.sub(r"<\w+:\w+>", "{}", route) for _, route in there}
    tried = {(row.method, re.sub(r"\{\w+\}", "{}", row.path)) for row in ROWS}
    check_listed(
        {f"{method} {re.sub(r'<[a-z]+:[a-z_]+>', '{}', route)}" for method, route in there},
        {f"{method} {path}" for method, path in tried if path in of_ours},
    )


async def call(row: GroupRow, person: Person, ids: Ids) -> httpx2.Response:
    body = None if row.body is None else filled(row.body, ids)
    options = {} if body is None else {"json": body}
    return await person.rest.request(row.method, f"/{row.path.format(**ids)}", **options)


async def refusal(row: GroupRow, company: Company, role: str, cell: Deny) -> None:
    """Try what must be refused; to whom the group is nothing it must look like none."""
    person = company.people[role]
    ids = company.ids | {"me": str(person.id), "new": str(uuid4())}
    answer = await call(row, person, ids)
    assert (answer.status_code, answer.json().get("code")) == (cell.status, cell.code), (
        f"{row} as {role}: {answer.text}"
    )
    check_problem(answer, f"{row} as {role}")
    if cell == UNKNOWN:
        assert words(answer) == words(await call(row, person, elsewhere(ids))), f"{row} as {role}"


async def success(row: GroupRow, company: Company, role: str, cell: Does) -> None:
    person = company.people[role]
    ids = await company.found() if row.spoils else company.ids
    tried = Tried(company, role, ids | {"me": str(person.id), "new": str(uuid4())})
    answer = await call(row, person, tried.ids)
    assert answer.status_code == cell.status, f"{row} as {role}: {answer.text}"
    tried.answer = answer.json() if answer.content else {}
    await cell.effect(tried)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_every_role_gets_what_is_theirs(company: Company, database: Database, row: GroupRow) -> None:
    before = database.state()
    await asyncio.gather(
        *(refusal(row, company, role, cell) for role, cell in row.cells.items() if isinstance(cell, Deny))
    )
    assert database.written_since(before) == [], row
    for role, cell in row.cells.items():
        if isinstance(cell, Does):
            await success(row, company, role, cell)
