"""Who may add a person to groups: people decide that themselves, and the adder learns no reason."""

from uuid import UUID, uuid4

import pytest

from accounts.models import Block
from common.bridge import in_thread
from tests.chat.in_process import rows
from tests.groups.calls import add, change_group, conversation, join, make_group, members_of, new_link
from tests.harness.people import Person
from tests.harness.types import NewPerson

GROUPS_OF = (
    "SELECT count(*) FROM chat_conversation c JOIN chat_participant p ON p.conversation_id = c.id"
    " WHERE c.kind = 'group' AND p.user_id = %s"
)


async def groups_with(person: Person) -> int:
    found: int = (await in_thread(rows, GROUPS_OF, person.id))[0][0]
    return found


async def allow(person: Person, audience: str) -> None:
    assert (await person.rest.patch("/users/me/privacy", {"group_invites": audience})).status_code == 200


@pytest.mark.parametrize("reason", ["contacts", "nobody", "block"])
async def test_a_person_who_does_not_allow_it_is_not_added(
    alice: Person, bob: Person, charlie: Person, new_person: NewPerson, reason: str
):
    if reason == "block":
        await in_thread(lambda: Block.objects.create(blocker_id=bob.id, blocked_id=alice.id))
    else:
        await allow(bob, reason)
    # It does not matter that alice has bob as a contact.
    await alice.rest.put(f"/contacts/{bob.id}")
    body = {"name": "Team", "member_ids": [str(charlie.id), str(bob.id)]}
    made = await alice.rest.post("/groups", body)
    assert (await groups_with(alice), await groups_with(charlie)) == (0, 0)
    group_id = await make_group(alice)
    added = await add(alice, group_id, charlie, bob)
    for answer, field in ((made, "member_ids.1"), (added, "user_ids.1")):
        assert answer.status_code == 400
        detail = "does not let you add them to groups"
        assert answer.json()["errors"] == [{"field": field, "code": "not_addable", "detail": detail}]
    assert await members_of(alice, group_id) == {str(alice.id): "owner"}
    assert (await conversation(alice, group_id))["position"] == 1
    # They may join by themselves.
    assert (await join(bob, await new_link(alice, group_id))).status_code == 200


async def test_a_persons_contacts_may_add_them(alice: Person, bob: Person, charlie: Person):
    await allow(bob, "contacts")
    assert (await bob.rest.put(f"/contacts/{alice.id}")).status_code == 204
    group_id = await make_group(alice, bob)
    other = await make_group(charlie)
    assert (await add(charlie, other, bob)).status_code == 400
    assert await members_of(bob, group_id) == {str(alice.id): "owner", str(bob.id): "member"}


async def test_a_person_who_is_already_a_member_stays_one(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    await allow(bob, "nobody")
    assert (await add(alice, group_id, bob, charlie)).status_code == 200
    assert len(await members_of(alice, group_id)) == 3
    # Making a group needs only the permission of the other people.
    await allow(alice, "nobody")
    await make_group(alice, alice, charlie)


async def test_all_errors_are_returned_at_once(alice: Person, bob: Person, charlie: Person):
    await allow(bob, "nobody")
    group_id = await make_group(alice)
    nobody: UUID = uuid4()
    errors = (await add(alice, group_id, nobody, charlie, bob, bob)).json()["errors"]
    assert [(error["field"], error["code"]) for error in errors] == [
        ("user_ids.0", "unknown_person"), ("user_ids.2", "not_addable"), ("user_ids.3", "not_addable"),
    ]  # fmt: skip
    # The adder's own permission is checked first, so that others learn nothing about bob by trying.
    await add(alice, group_id, charlie)
    assert (await add(charlie, group_id, bob)).status_code == 403
    await change_group(alice, group_id, settings={"who_can_add_members": "everyone"})
    assert (await add(charlie, group_id, bob)).status_code == 400
