"""The fixture around changes: two clients of each person apply the updates, and must agree with a fresh one."""

from typing import Protocol

from tests.harness.people import Person
from tests.harness.reducer import SameState


class Watching(Protocol):
    """Used as `async with same_state(alice, bob):`, with the flags of SameState."""

    def __call__(self, *people: Person, blocks: bool = False, gaps: bool = False) -> SameState: ...
