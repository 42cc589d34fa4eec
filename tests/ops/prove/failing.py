"""A web process that is broken on purpose: `python tests/ops/prove/failing.py WHAT… serve`.

`die:before_publish` and `die:before_ack` end the process after some commit. `clock:SECONDS` lets its clock jump back
and forth (code in C that reads the time itself, such as the check of a token's times, has the true one). `without:NAME`
takes a guard away. The product has no setting for any of this.
"""

import asyncio
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
# Of this many commits, one is the last.
DEADLY = 2
ACK_SECONDS = 0.05
COMMIT_SECONDS = 0.05


def perhaps_die() -> None:
    """End at once, as kill -9 does."""
    if random.randrange(DEADLY) == 0:
        os._exit(9)


def before_publish() -> None:
    """Die between a commit and its publication and answer."""
    from chat.commit import writer

    publish = writer.publish_appended  # type: ignore[attr-defined]

    def publish_or_die(done):
        perhaps_die()
        publish(done)

    writer.publish_appended = publish_or_die  # type: ignore[attr-defined]


def before_ack() -> None:
    """Die when updates were sent and answers were not. The answers wait a little for this."""
    from chat.commit.group_commit import Waiting
    from delivery.publisher import Publisher

    answer, send = Waiting.answer, Publisher._send

    def answer_later(self, result):
        asyncio.get_running_loop().call_later(ACK_SECONDS, answer, self, result)

    async def send_and_perhaps_die(self, batch):
        await send(self, batch)
        perhaps_die()

    Waiting.answer = answer_later  # type: ignore[method-assign]
    Publisher._send = send_and_perhaps_die  # type: ignore[method-assign]


def clock(seconds: float) -> None:
    """Let the clock jump every second: to a time behind, to the right time, to a time ahead."""
    from common import clock as ours

    now, wall = ours.now, time.time

    def offset() -> float:
        return (int(time.monotonic()) % 3 - 1) * seconds

    ours.now = lambda: now() + timedelta(seconds=offset())
    time.time = lambda: wall() + offset()


def without_commit_before_ack() -> None:
    """Answer and publish what is written, and commit it only a little later."""
    from chat.commit.lane import Lane

    append, close = Lane.append, Lane.close
    committing: dict[Lane, asyncio.Task[None]] = {}

    async def append_and_commit_later(self, items, *, skip_locked=False):
        if self in committing:
            await asyncio.wait([committing[self]])
        await (await self._open()).execute("BEGIN")
        try:
            rows = await append(self, items, skip_locked=skip_locked)
        except Exception:
            await close(self)
            raise
        committing[self] = asyncio.create_task(commit_later(self._connection))
        return rows

    async def commit_later(connection) -> None:
        await asyncio.sleep(COMMIT_SECONDS)
        await connection.execute("COMMIT")

    async def close_committed(self) -> None:
        if self in committing:
            await asyncio.wait([committing[self]])
        await close(self)

    Lane.append = append_and_commit_later  # type: ignore[method-assign]
    Lane.close = close_committed  # type: ignore[method-assign]


def without_poll() -> None:
    """Find no changes that were not published."""
    from delivery.poll import Poll

    async def nothing(self) -> None:
        pass

    Poll.start = nothing  # type: ignore[method-assign]


def without_drain() -> None:
    """End at once on SIGTERM."""
    from config.server.daphne import run

    async def end_at_once(serving) -> None:
        os._exit(0)

    run.drain = end_at_once  # type: ignore[attr-defined]


def without_canary() -> None:
    """Believe that the bus always works."""
    from delivery.router.link import Link

    async def believe(self) -> None:
        self._sent_canary += 1
        self._returned_canary = self._sent_canary

    def believe_it(self, error: Exception | None = None) -> None:
        pass

    Link._send_canary = believe  # type: ignore[method-assign]
    Link._on_subscriber_connected = Link._mark_away = believe_it  # type: ignore[method-assign]


def without_membership() -> None:
    """Deliver to those who were participants when the conversation was first looked at."""
    from delivery.router.rooms import Rooms

    know = Rooms.know

    def know_once(self, room, members_version, named=()) -> None:
        know(self, room, members_version if room.members_version < 0 else room.members_version, named)

    Rooms.know = know_once  # type: ignore[method-assign]


def without_idempotency() -> None:
    """Forget the used values of client_message_id: the database is changed to accept one twice."""
    import psycopg
    from django.conf import settings

    same = "existing.client_message_id = i.client_message_id"
    with psycopg.connect(settings.DATABASE_URL) as connection:
        # The processes start at the same time.
        connection.execute("SELECT pg_advisory_xact_lock(1)")
        found = connection.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'chat_append'"
        ).fetchone()
        assert found is not None
        assert same in found[0]
        if f"{same} AND false" not in found[0]:
            connection.execute(found[0].replace(same, f"{same} AND false"))
            name = "SELECT conname FROM pg_constraint WHERE conrelid = 'chat_message'::regclass AND contype = 'u'"
            (constraint,) = connection.execute(name).fetchone() or ("",)
            connection.execute(f"ALTER TABLE chat_message DROP CONSTRAINT {constraint}")


GUARDS = {
    "canary": without_canary,
    "commit_before_ack": without_commit_before_ack,
    "drain": without_drain,
    "idempotency": without_idempotency,
    "membership": without_membership,
    "poll": without_poll,
}


def patch(what: str) -> None:
    """Apply one patch."""
    kind, _, name = what.partition(":")
    if kind == "clock":
        clock(float(name))
    elif kind == "without":
        GUARDS[name]()
    else:
        {"before_publish": before_publish, "before_ack": before_ack}[name]()


def main(*patches: str) -> None:
    """Serve with some patches."""
    from tests.harness.patched import serve

    def patch_all() -> None:
        for what in patches:
            patch(what)

    serve(patch_all)


if __name__ == "__main__":
    main(*sys.argv[1:-1])
