"""Wrong query parameters and cursors."""

from typing import Any

import httpx2

from common.parsing import MAX_SEQ
from tests.chat.conftest import Talk
from tests.chat.refusals import message_to, problem, wrong_fields

NO_SEQS = ("", "-1", "+1", "abc", "1.5", "1e3", "٣", " 1", "0x1", "null", str(MAX_SEQ + 1), "9" * 400, "1\x00")
NO_LIMITS = ("0", "101", "-1", "", "abc", "1.5", "٣", "9" * 400, "1\x00")


async def test_parameters_of_lists(client: httpx2.AsyncClient, talk: Talk) -> None:
    messages = f"/api/v1/conversations/{talk.conversation_id}/messages"
    for path in ("/api/v1/conversations", messages):
        for limit in NO_LIMITS:
            assert "limit" in wrong_fields(await client.get(path, params={"limit": limit})), (path, limit)
        for cursor in ("", "x", "a:b", "\x00", "ä", "x" * 5000):
            assert "cursor" in wrong_fields(await client.get(path, params={"cursor": cursor})), (path, cursor)
        assert wrong_fields(await client.get(f"{path}?limit=1&limit=2")) == {"limit": "repeated"}
        assert wrong_fields(await client.get(path, params={"colour": "red"})) == {"colour": "unknown_field"}
        assert wrong_fields(await client.get(f"{path}?%ff=%ff")).popitem()[1] == "unknown_field"
    for archived in ("", "1", "True", "yes", "null"):
        wrong = wrong_fields(await client.get("/api/v1/conversations", params={"archived": archived}))
        assert wrong == {"archived": "not_a_choice"}
    assert wrong_fields(await client.get(f"/api/v1/conversations/{talk.conversation_id}?x=1")) == {"x": "unknown_field"}


async def test_parameters_of_messages_and_changes(client: httpx2.AsyncClient, talk: Talk) -> None:
    path = f"/api/v1/conversations/{talk.conversation_id}"
    for name in ("before_seq", "after_seq", "around_seq"):
        for seq in NO_SEQS:
            assert name in wrong_fields(await client.get(f"{path}/messages", params={name: seq})), (name, seq)
        for other in {"before_seq", "after_seq", "around_seq", "cursor"} - {name}:
            both = wrong_fields(await client.get(f"{path}/messages", params={name: "1", other: "1"}))
            assert set(both) <= {name, other}
    for after in NO_SEQS:
        assert "after" in wrong_fields(await client.get(f"{path}/changes", params={"after": after})), after
    assert wrong_fields(await client.get(f"{path}/changes")) == {"after": "required"}
    for limit in (*NO_LIMITS, "501"):
        if limit != "101":
            assert "limit" in wrong_fields(await client.get(f"{path}/changes", params={"after": "0", "limit": limit}))
    for limit in ("1", "500"):
        assert (await client.get(f"{path}/changes", params={"after": "0", "limit": limit})).status_code == 200


async def test_a_position_beyond_the_head_means_reset(client: httpx2.AsyncClient, talk: Talk) -> None:
    for after in (2, MAX_SEQ):
        path = f"/api/v1/conversations/{talk.conversation_id}/changes?after={after}"
        nothing: dict[str, Any] = {"messages": [], "conversation": None, "position": 1, "complete": True, "reset": True}
        assert (await client.get(path)).json() == nothing


LIST = "/api/v1/conversations"


async def test_a_cursor_is_valid_for_its_own_list_only(client: httpx2.AsyncClient, talk: Talk) -> None:
    messages = f"/api/v1/conversations/{talk.conversation_id}/messages"
    await talk.goes_on()
    await talk.alice.rest.post("/messages", {**message_to(talk), "recipient_id": str(talk.alice.id)})
    cursor = (await client.get(messages, params={"limit": 1})).json()["next"]
    assert (await client.get(messages, params={"cursor": cursor})).status_code == 200
    other = (await client.get(LIST, params={"limit": 1})).json()["next"]
    assert (await client.get(LIST, params={"cursor": other})).status_code == 200
    assert wrong_fields(await client.get(LIST, params={"cursor": cursor})) == {"cursor": "wrong_value"}
    assert wrong_fields(await client.get(messages, params={"cursor": other})) == {"cursor": "wrong_value"}
    for altered in (cursor[:-1], cursor + "x", cursor[1:], "x" + cursor, cursor.swapcase(), cursor.split(":")[0]):
        assert wrong_fields(await client.get(messages, params={"cursor": altered})) == {"cursor": "wrong_value"}


async def test_very_many_parameters_are_refused(client: httpx2.AsyncClient, talk: Talk) -> None:
    many = "&".join(f"{number:x}" for number in range(1_001))
    conversation = f"/api/v1/conversations/{talk.conversation_id}"
    for path in (LIST, conversation, f"{conversation}/messages", "/api/v1/sync", "/api/v1/users/me", "/api/v1/schema"):
        problem(await client.get(f"{path}?{many}"), 400, "invalid")
    problem(await client.post(f"/api/v1/messages?{many}", json=message_to(talk)), 400, "invalid")
