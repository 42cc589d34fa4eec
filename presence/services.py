"""What a process and its sockets do in presence. All functions are async. An outage of Redis raises into no socket."""

from collections.abc import Collection
from uuid import UUID

from accounts.selectors import exists
from accounts.services import save_last_seen
from common.bridge import READ, in_thread
from common.errors import ApiError, not_found
from delivery.connection import Connection
from delivery.publish import publish
from delivery.updates import StatusChanged
from presence import store
from presence.connections import Connections
from presence.last_seen import LastSeen
from presence.selectors import statuses
from presence.serializers import StatusAnswer
from presence.watch import Watch

_last_seen = LastSeen()
_connections = Connections(_last_seen)
_watch = Watch()


def start() -> None:
    """Start on the process's loop."""
    store.open_client()
    _connections.renewed = lambda lost: _watch.recheck_all(lost=lost)
    _last_seen.start()
    _connections.start()
    _watch.start()


async def stop() -> None:
    """Remove this process's connections and store when their people were last seen. No status is sent any more."""
    await _watch.stop()
    await _connections.stop()
    await _last_seen.stop()
    await store.close_client()


async def enter(connection: Connection) -> None:
    """Count a signed-in connection, which makes its person online, and let it watch people. Never raises."""
    _watch.open(connection)
    await _connections.enter(connection)


def leave(connection: Connection) -> None:
    """Forget a lost connection. Does nothing for one that was not counted."""
    _watch.close(connection)
    _connections.leave(connection)


async def watch(connection: Connection, user_ids: Collection[UUID]) -> dict[UUID, StatusAnswer]:
    """Replace the set of people that a connection watches; return their statuses as its person may see them."""
    return await _watch.watch(connection, user_ids)


async def status(viewer_id: UUID, user_id: UUID) -> StatusAnswer:
    """Return one person's status as the viewer may see it. Raises ApiError `not_found`."""
    if not await in_thread(exists, user_id, threads=READ):
        raise not_found()
    return (await statuses(viewer_id, [user_id]))[user_id]


async def set_status(user_id: UUID, status: str) -> StatusAnswer:
    """Set a person's own status, online or offline; return the status they have now.

    Offline holds until the person sets online or their last socket is lost. Online without a socket holds for
    PRESENCE_LIFETIME_SECONDS, for clients that only poll. Raises ApiError `unavailable` while Redis is away, because a
    person who wants to be offline must know that they are not.
    """
    try:
        changed, moment = await store.say(user_id, status)
    except store.AWAY:
        raise ApiError("unavailable", retry_after_seconds=1) from None
    _connections.record_said(user_id, offline=status == "offline")
    if changed:
        if status == "offline":
            await in_thread(save_last_seen, {user_id: moment})
        publish([StatusChanged(user_id)])
    return (await statuses(user_id, [user_id]))[user_id]
