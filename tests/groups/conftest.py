"""Alice and charlie at the first process, bob at the second."""

import pytest

from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson


@pytest.fixture
async def alice(new_person: NewPerson, web: list[WebProcess]) -> Person:
    return await new_person("Alice", web[0])


@pytest.fixture
async def bob(new_person: NewPerson, web: list[WebProcess]) -> Person:
    return await new_person("Bob", web[1])


@pytest.fixture
async def charlie(new_person: NewPerson, web: list[WebProcess]) -> Person:
    return await new_person("Charlie", web[0])
