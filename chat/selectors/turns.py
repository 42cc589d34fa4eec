"""Turns for heavy reads: one person has at most HEAVY_READS of them at a time in this process; the others wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from django.conf import settings


class Turns:
    """The turns of one person, and how many reads have one or wait for one."""

    def __init__(self) -> None:
        self.free = asyncio.Semaphore(settings.HEAVY_READS)
        self.users = 0


_turns: dict[UUID, Turns] = {}


@asynccontextmanager
async def turn(person_id: UUID) -> AsyncIterator[None]:
    """Wait for the person's turn and hold it. Take it before a connection, so that waiting holds none."""
    turns = _turns.setdefault(person_id, Turns())
    turns.users += 1
    try:
        async with turns.free:
            yield
    finally:
        turns.users -= 1
        if not turns.users:
            del _turns[person_id]
