"""Runs on a test's loop what a web process runs on its own: pool, writer, receipts, publisher, a listening router."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import orjson
from typing_extensions import override

from chat.commit import receipts, writer
from common.database import close_pool, open_pool
from delivery import publisher as publishers
from delivery.publisher import Publisher, publisher
from delivery.router import Router
from tests.delivery.local import LocalConnection


@asynccontextmanager
async def publishing() -> AsyncIterator[None]:
    """Run the pool and the test's own publisher, because the process's may already run on a loop in a thread."""
    await open_pool()
    others, publishers._publisher = publishers._publisher, Publisher()
    publisher().start()
    try:
        yield
        await publisher().stop()
    finally:
        publishers._publisher = others
        await close_pool()


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """Run all that services need."""
    async with publishing():
        writer.start()
        receipts.start()
        yield
        await writer.stop()
        await receipts.stop()


class Listener(Router):
    """A router for people in this process: `await listener.connect(bob)` gets the updates that are sent to bob."""

    async def connect(self, user_id: UUID) -> LocalConnection:
        connection = LocalConnection(user_id)
        await self.add(connection)
        return connection

    @override
    async def stop(self) -> None:
        for connection in self.people.connections():
            self.remove(connection)
        await super().stop()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """Run a router. The pool must be open."""
    listener = Listener()
    await listener.start()
    yield listener
    await listener.stop()


def positions(connection: LocalConnection) -> list[int]:
    """Return the positions of the changes that arrived, in order of arrival."""
    frames = map(orjson.loads, connection.frames)
    return [frame["position"] for frame in frames if frame["update"] == "change"]
