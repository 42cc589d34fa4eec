"""Edits and pins follow the rules of sending, and who may not see a message does not wait for its conversation."""

import asyncio
from uuid import uuid4

from tests.chat.in_process import other_session
from tests.groups.calls import change_group, change_member, make_group, remove, say
from tests.harness.people import Person
from tests.harness.types import NewPerson

HOLD = "SELECT 1 FROM chat_conversation WHERE id = %s FOR NO KEY UPDATE"


async def codes(person: Person, message_id: str) -> list[str]:
    """Return how a person's edit, pin and unpin of a message are answered: `done` or a code."""
    path = f"/messages/{message_id}"
    answers = [
        await person.rest.patch(path, {"text": f"Edited {uuid4()}"}),
        await person.rest.put(f"{path}/pin"),
        await person.rest.delete(f"{path}/pin"),
    ]
    return ["done" if answer.status_code == 200 else answer.json()["code"] for answer in answers]


async def test_a_silenced_member_changes_no_old_messages(alice: Person, bob: Person) -> None:
    group_id = await make_group(alice, bob)
    message = await say(bob, group_id, "Hi")
    assert await codes(bob, message["id"]) == ["done"] * 3
    await change_member(alice, group_id, bob, silenced_until="2100-01-01T00:00:00Z")
    assert await codes(bob, message["id"]) == ["not_allowed"] * 3
    assert (await alice.rest.get(f"/messages/{message['id']}")).json()["text"].startswith("Edited ")
    # Deleting and reacting put no new words into the group.
    assert (await bob.rest.put(f"/messages/{message['id']}/reactions/👍")).status_code == 200
    await change_member(alice, group_id, bob, silenced_until=None)
    assert await codes(bob, message["id"]) == ["done"] * 3
    await change_member(alice, group_id, bob, silenced_until="2100-01-01T00:00:00Z")
    assert (await bob.rest.delete(f"/messages/{message['id']}?for=everyone")).status_code == 200


async def test_where_only_admins_send_only_they_edit_and_pin(alice: Person, bob: Person) -> None:
    group_id = await make_group(alice, bob)
    bobs, alices = await say(bob, group_id, "Hi"), await say(alice, group_id, "Hi")
    await change_group(alice, group_id, settings={"who_can_send": "admins"})
    assert await codes(bob, bobs["id"]) == ["not_allowed"] * 3
    assert await codes(alice, alices["id"]) == ["done"] * 3


async def test_slow_mode_lets_edits_and_pins_pass(alice: Person, bob: Person) -> None:
    group_id = await make_group(alice, bob)
    await change_group(alice, group_id, settings={"slow_mode_seconds": 3600})
    message = await say(bob, group_id, "Hi")
    assert await codes(bob, message["id"]) == ["done"] * 3


async def test_who_blocks_a_person_edits_nothing_for_them(alice: Person, bob: Person) -> None:
    body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Hi"}
    message = (await alice.rest.post("/messages", body)).json()
    assert (await alice.rest.put(f"/blocks/{bob.id}")).status_code == 204
    assert await codes(alice, message["id"]) == ["not_allowed"] * 3
    assert (await alice.rest.delete(f"/blocks/{bob.id}")).status_code == 204
    assert await codes(alice, message["id"]) == ["done"] * 3


async def test_who_may_not_change_a_message_does_not_wait_for_its_conversation(
    alice: Person, bob: Person, new_person: NewPerson
) -> None:
    charlie = await new_person("Charlie")
    group_id = await make_group(alice, bob)
    message = await say(bob, group_id, "Hi")
    await remove(alice, group_id, bob)
    later = await say(alice, group_id, "He is gone")
    with other_session() as holder:
        holder.execute(HOLD, [group_id])
        async with asyncio.timeout(2):
            for person, one, code in (
                (bob, message, "not_allowed"),
                (bob, later, "not_found"),
                (charlie, message, "not_found"),
                (charlie, {"id": str(uuid4())}, "not_found"),
            ):
                path = f"/messages/{one['id']}"
                assert await codes(person, one["id"]) == [code] * 3
                for method, of in (("PUT", "/reactions/👍"), ("DELETE", "?for=everyone"), ("POST", "/close_poll")):
                    answer = await person.rest.request(method, f"{path}{of}")
                    assert (answer.status_code, answer.json()["code"]) == (
                        (403, code) if code == "not_allowed" else (404, code)
                    )
            # To hide a message for oneself changes nothing of the conversation.
            assert (await bob.rest.delete(f"/messages/{message['id']}?for=me")).status_code == 204
