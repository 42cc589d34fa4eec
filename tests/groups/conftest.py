"""Charlie, at the first process like alice."""

import pytest

from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson


@pytest.fixture
async def charlie(new_person: NewPerson, web: list[WebProcess]) -> Person:
    return await new_person("Charlie", web[0])
