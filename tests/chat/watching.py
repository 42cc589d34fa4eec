"""The fixture that wraps what changes something: two clients of each person apply what they are told, and agree."""

from typing import Protocol

from tests.harness.people import Person
from tests.harness.reducer import SameState


class Watching(Protocol):
    """`async with same_state(alice, bob):`, with the flags of SameState."""

    def __call__(self, *people: Person, blocks: bool = False, gaps: bool = False) -> SameState: ...
