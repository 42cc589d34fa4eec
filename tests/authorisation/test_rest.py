"""Every operation of the REST API, as everybody."""

import pytest

from tests.authorisation.calls import Caller, try_refusals, try_successes
from tests.authorisation.cells import Row
from tests.authorisation.database import Database
from tests.authorisation.rows import ROWS
from tests.authorisation.walk import check_listed, operations


def test_every_operation_has_its_row() -> None:
    check_listed(operations(), {row.operation for row in ROWS})


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_everybody_gets_what_is_theirs(caller: Caller, database: Database, row: Row) -> None:
    await try_refusals(caller, database, row)
    await try_successes(caller, row)
