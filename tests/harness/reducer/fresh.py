"""The state fetched afresh over REST."""

from ops.prove.reducer.account import shown_parts
from ops.prove.reducer.window import Json, without_preview
from tests.harness.rest import Rest


async def got(rest: Rest, path: str) -> Json:
    """Return what a GET answers."""
    answer = await rest.get(path)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    found: Json = answer.json()
    return found


async def pages(rest: Rest, path: str) -> list[Json]:
    """Return every result of a list, however many pages it has."""
    mark = "&" if "?" in path else "?"
    page = await got(rest, f"{path}{mark}limit=100")
    results: list[Json] = page["results"]
    while page["next"] is not None:
        page = await got(rest, f"{path.partition('?')[0]}{_rest_of(path)}limit=100&cursor={page['next']}")
        results = results + page["results"]
    return results


def _rest_of(path: str) -> str:
    query = path.partition("?")[2]
    return f"?{query}&" if query else "?"


async def messages_of(rest: Rest, conversation_id: str) -> list[Json]:
    """Return every message of a conversation, ascending."""
    found = await pages(rest, f"/conversations/{conversation_id}/messages")
    return sorted(found, key=lambda message: int(message["seq"]))


async def fetch(rest: Rest) -> Json:
    """Return a person's whole state: `account`, and by conversation what the list and the pages tell."""
    listed = await pages(rest, "/conversations") + await pages(rest, "/conversations?archived=true")
    state: Json = {"account": shown_parts((await got(rest, "/sync"))["account"])}
    for conversation in listed:
        messages = await messages_of(rest, conversation["id"])
        last = conversation["last_message"]
        state[conversation["id"]] = {name: value for name, value in conversation.items() if name != "peer"} | {
            "last_message": last and without_preview(last),
            "messages": [without_preview(message) for message in messages],
        }
    return state
