"""The cast, on its places for all of these tests: refusals change nothing, successes use up things of their own."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.authorisation.calls import Caller
from tests.authorisation.cast import Cast
from tests.authorisation.database import Database
from tests.authorisation.stage import take_places
from tests.harness.processes import WebProcess


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def cast(web: list[WebProcess]) -> AsyncIterator[Cast]:
    """Alice and those who play the roles."""
    playing = await take_places(web)
    yield playing
    await playing.close()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def caller(cast: Cast) -> AsyncIterator[Caller]:
    """The clients of every role."""
    calling = Caller(cast)
    yield calling
    await calling.close()


@pytest.fixture(scope="package")
def database() -> Iterator[Database]:
    """A look at all tables."""
    looking = Database()
    yield looking
    looking.close()
