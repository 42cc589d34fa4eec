"""The types of the fixtures in tests/conftest.py, which nothing may import a second time."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from tests.harness.people import Person
from tests.harness.stack import Stack

NewPerson = Callable[..., Awaitable[Person]]


class StartStack(Protocol):
    """Starts a private set of processes, a `worker` on demand; with `own_servers` they may be stopped and killed."""

    def __call__(
        self,
        web_processes: int = 2,
        *,
        env: Mapping[str, str] | None = None,
        own_servers: bool = True,
        worker: bool = False,
    ) -> Stack: ...
