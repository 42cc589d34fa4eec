"""What typing and watching cost: no statement per frame, one for a hundred people. Watched people are freed."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import pytest
from django.test import override_settings

from chat.services import publish_typing
from common.bridge import in_thread
from common.ids import new_id
from delivery.router import router
from presence import services
from presence.watch import Watch
from tests.chat.in_process import new_group, new_user
from tests.chat.loop import publishing
from tests.delivery.local import LocalConnection, until


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that psycopg sends in this process, on sync and async connections."""
    sent: list[str] = []

    def noting(owner: type) -> None:
        execute: Callable[..., Any] = owner.execute  # type: ignore[attr-defined]  # both have it

        def noted(self: object, query: Any, *arguments: Any, **options: Any) -> Any:
            # The pool sends an empty statement to check a connection. It does not count.
            if query:
                sent.append(str(query))
            return execute(self, query, *arguments, **options)

        monkeypatch.setattr(owner, "execute", noted)

    noting(psycopg.AsyncCursor)
    noting(psycopg.Cursor)
    return sent


@pytest.fixture
async def alice() -> AsyncIterator[LocalConnection]:
    """Alice's connection, in a process that publishes."""
    async with publishing():
        connection = LocalConnection(await in_thread(new_user))
        yield connection
        router().remove(connection)


async def test_frames_of_typing_cost_one_statement_in_some_seconds(
    alice: LocalConnection, statements: list[str]
) -> None:
    assert alice.user_id is not None
    group_id = await in_thread(new_group, alice.user_id, await in_thread(new_user))
    await router().add(alice)
    statements.clear()
    for state in ("typing", "recording", "idle") * 10:
        await publish_typing(alice, group_id, state)
    assert len(statements) == 1
    with override_settings(TYPING_AUDIENCE_SECONDS=0):
        await publish_typing(alice, group_id, "typing")
    assert len(statements) == 2


async def test_a_hundred_people_are_watched_with_one_query(alice: LocalConnection, statements: list[str]) -> None:
    await router().add(alice)
    people = [await in_thread(new_user) for _ in range(10)] + [new_id() for _ in range(90)]
    await services.enter(alice)
    statements.clear()
    assert len(await services.watch(alice, people)) == 100
    assert len(statements) == 1
    services.leave(alice)
    assert not services._watch._watched
    assert not services._watch._watching


async def test_after_redis_lost_all_nobody_is_checked_before_the_others_have_renewed() -> None:
    watch = Watch()
    with override_settings(PRESENCE_RENEW_SECONDS=0.1):
        watch.recheck_all(lost=True)
        watch.recheck_all(lost=False)
        assert not watch._all

        def looks() -> bool:
            watch.recheck_all(lost=False)
            return watch._all

        await until(looks, seconds=5)


async def test_watched_people_are_freed_with_the_connection(alice: LocalConnection) -> None:
    await router().add(alice)
    before = router().people.slots.copy()
    people = [new_id() for _ in range(3)]
    await services.enter(alice)
    await services.watch(alice, people)
    assert router().people.slots.total() == before.total() + 3
    await services.watch(alice, people[:1])
    assert router().people.slots.total() == before.total() + 1
    services.leave(alice)
    assert router().people.slots == before
    # A command that comes after the connection was lost registers nothing.
    await services.watch(alice, people)
    assert router().people.slots == before
