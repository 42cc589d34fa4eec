"""What reading costs a person who left a group, in which the others go on writing."""

from typing import Any
from uuid import UUID

import httpx2
import orjson

from chat.store.append import AppendItem, append
from common.bridge import in_thread
from common.ids import new_id
from groups.services import remove_member
from ops.bench import cast
from ops.bench.cast import Player
from ops.bench.timing import READING, repeated

LATER = (0, 10_000, 100_000)
PAGE = 50
BATCH = 200


async def after_leaving(port: int, seconds: float, size: int) -> dict[str, Any]:
    """Return the costs of the reader's list and page, as the messages become more that they may not see."""
    owner, reader = await in_thread(cast.players, 2)
    group_id = await in_thread(left_group, owner, reader)
    figures, there = {}, 0
    for count in (count for count in LATER if count <= size**2):
        await in_thread(write, group_id, owner, count - there)
        there = count
        figures[str(count)] = await costs(port, reader, group_id, seconds)
    return figures


def left_group(owner: Player, reader: Player) -> UUID:
    """Make a group with a page of messages, which the reader then leaves."""
    group_id = cast.group(owner, [reader])
    write(group_id, owner, PAGE)
    remove_member(reader.id, group_id, reader.id)
    return group_id


def write(conversation_id: UUID, sender: Player, count: int) -> None:
    """Write messages as the server does, but publish nothing."""
    for first in range(0, count, BATCH):
        append(
            [
                AppendItem(conversation_id, sender.id, new_id(), new_id(), b"", "text", f"Message {number}")
                for number in range(first, min(first + BATCH, count))
            ]
        )


async def costs(port: int, reader: Player, group_id: UUID, seconds: float) -> dict[str, Any]:
    """Return what the list of conversations and the newest page cost."""
    headers = {"Authorization": f"Bearer {reader.token}"}
    address = f"http://127.0.0.1:{port}/api/v1"
    async with httpx2.AsyncClient(base_url=address, headers=headers, trust_env=False) as client:

        async def conversations() -> bool:
            answer = await client.get("/conversations")
            return answer.status_code == 200 and len(orjson.loads(answer.content)["results"]) == 1

        async def page() -> bool:
            answer = await client.get(f"/conversations/{group_id}/messages", params={"limit": PAGE})
            return answer.status_code == 200 and len(orjson.loads(answer.content)["results"]) == PAGE

        return {
            "list of conversations": await repeated(conversations, READING * seconds),
            f"page of {PAGE}": await repeated(page, READING * seconds),
        }
