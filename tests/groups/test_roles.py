"""Roles, passing on the group, and silencing: who may do it, and which updates each person gets."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.groups.calls import (
    add,
    change_at,
    change_member,
    conversation,
    history,
    make_group,
    member,
    members_of,
    promote,
    remove,
    say,
)
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError


def in_an_hour() -> str:
    moment = datetime.now(UTC) + timedelta(hours=1)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def test_the_owner_promotes_and_demotes(alice: Person, bob: Person, charlie: Person, web: list[WebProcess]):
    group_id = await make_group(alice, bob, charlie)
    async with bob.connect(web[1]) as b, charlie.connect(web[0]) as c:
        answer = await change_member(alice, group_id, bob, role="admin")
        assert (answer.json()["role"], answer.json()["user"]["id"]) == ("admin", str(bob.id))
        change = await change_at(c, 2)
        mine = await b.next_update("mine")
        assert (mine["my"]["role"], mine["conversation_id"]) == ("admin", group_id)
    assert change["cause"] == {"kind": "membership", "user_id": str(alice.id)}
    assert change["message"]["system"] == {
        "action": "role_changed", "actor_id": str(alice.id), "user_ids": [str(bob.id)], "fields": {"role": "admin"},
    }  # fmt: skip
    assert (await change_member(alice, group_id, bob, role="admin")).status_code == 200
    assert (await conversation(alice, group_id))["position"] == 2
    assert (await change_member(alice, group_id, bob, role="member")).json()["role"] == "member"
    assert (await conversation(alice, group_id))["position"] == 3


async def test_nobody_but_the_owner_gives_roles(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob, charlie)
    await promote(alice, group_id, bob)
    for actor, person, role in (
        (bob, charlie, "admin"),
        (bob, charlie, "member"),
        (bob, bob, "member"),
        (bob, alice, "member"),
        (bob, bob, "owner"),
        (charlie, charlie, "admin"),
        # Refused, because there would be no owner.
        (alice, alice, "admin"),
    ):
        assert (await change_member(actor, group_id, person, role=role)).status_code == 403
    assert (await change_member(alice, group_id, uuid4(), role="admin")).status_code == 404
    assert (await change_member(alice, group_id, alice, role="owner")).status_code == 200
    assert (await conversation(alice, group_id))["position"] == 2
    assert (await members_of(alice, group_id))[str(bob.id)] == "admin"


async def test_a_group_is_passed_on(alice: Person, bob: Person, charlie: Person, web: list[WebProcess]):
    group_id = await make_group(alice, bob, charlie)
    await change_member(alice, group_id, bob, silenced_until=in_an_hour())
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        assert (await change_member(alice, group_id, bob, role="owner")).json()["role"] == "owner"
        assert (await a.next_update("mine"))["my"]["role"] == "admin"
        theirs = await b.next_update("mine", where=lambda update: update["my"]["role"] == "owner")
    # Refused, because nobody could end the silence.
    assert theirs["my"]["silenced_until"] is None
    await say(bob, group_id, "Mine now")
    system = next(one["system"] for one in await history(charlie, group_id) if one["seq"] == 3)
    assert system == {"action": "owner_changed", "actor_id": str(alice.id), "user_ids": [str(bob.id)], "fields": {}}
    roles = {str(alice.id): "admin", str(bob.id): "owner", str(charlie.id): "member"}
    assert await members_of(charlie, group_id) == roles
    assert (await change_member(alice, group_id, charlie, role="admin")).status_code == 403
    assert (await remove(bob, group_id, alice)).status_code == 204


async def test_admins_act_on_members_only(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob, charlie)
    for admin in (bob, charlie):
        await promote(alice, group_id, admin)
    assert (await remove(bob, group_id, charlie)).status_code == 403
    assert (await remove(bob, group_id, alice)).status_code == 403
    until = in_an_hour()
    assert (await change_member(bob, group_id, charlie, silenced_until=until)).status_code == 403
    assert (await change_member(bob, group_id, alice, silenced_until=until)).status_code == 403
    assert (await change_member(bob, group_id, bob, silenced_until=until)).status_code == 403
    assert (await change_member(alice, group_id, alice, silenced_until=until)).status_code == 403
    await change_member(alice, group_id, charlie, role="member")
    assert (await change_member(bob, group_id, charlie, silenced_until=until)).status_code == 200
    assert (await change_member(charlie, group_id, bob, silenced_until=until)).status_code == 403
    assert (await remove(bob, group_id, charlie)).status_code == 204


async def test_a_silenced_member_reads_and_reacts_and_does_not_send(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess]
):
    group_id = await make_group(alice, bob, charlie)
    sent = await say(alice, group_id, "Quiet, please")
    until = in_an_hour()
    async with bob.connect(web[1]) as b, charlie.connect(web[0]) as c:
        assert (await change_member(alice, group_id, bob, silenced_until=until)).json()["silenced_until"] == until
        assert (await b.next_update("mine"))["my"]["silenced_until"] == until
        change = await change_at(c, 3)
        fields = {"client_message_id": str(uuid4()), "text": "But"}
        with pytest.raises(CommandError, match="not_allowed"):
            await b.command("send_message", conversation_id=group_id, **fields)
    assert change["cause"]["kind"] == "settings"
    assert change["message"]["system"]["action"] == "member_silenced"
    assert change["message"]["system"]["fields"] == {"until": until}
    assert (await bob.rest.put(f"/messages/{sent['id']}/reactions/👍")).status_code == 200
    assert (await bob.rest.post(f"/conversations/{group_id}/read", {"seq": 3})).json()["read_seq"] == 3
    assert (await conversation(bob, group_id))["my"]["silenced_until"] == until
    # The silence is shown to them and to those who may end it.
    shown = [(await member(person, group_id, bob))["silenced_until"] for person in (alice, bob, charlie)]
    assert shown == [until, until, None]
    assert (await change_member(alice, group_id, bob, silenced_until=None)).json()["silenced_until"] is None
    assert (await history(alice, group_id))[-1]["system"]["fields"] == {"until": None}
    await say(bob, group_id, "Thanks")


async def test_a_silence_that_changes_nothing_takes_no_position(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    until = in_an_hour()
    await change_member(alice, group_id, bob, silenced_until=until)
    await change_member(alice, group_id, bob, silenced_until=until)
    assert (await conversation(bob, group_id))["position"] == 2
    await change_member(alice, group_id, bob, silenced_until=None)
    for over in (None, "2020-01-01T00:00:00.000Z"):
        assert (await change_member(alice, group_id, bob, silenced_until=over)).status_code == 200
    assert (await change_member(alice, group_id, bob)).status_code == 200
    assert (await conversation(bob, group_id))["position"] == 3


async def test_a_silence_outlasts_going_away_and_coming_back(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    await change_member(alice, group_id, bob, silenced_until=in_an_hour())
    await remove(bob, group_id, bob)
    assert (await conversation(bob, group_id))["my"]["silenced_until"] is None
    await add(alice, group_id, bob)
    assert (await conversation(bob, group_id))["my"]["silenced_until"] is not None


async def test_role_and_silence_at_once_are_one_message(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    until = in_an_hour()
    changed = (await change_member(alice, group_id, bob, role="admin", silenced_until=until)).json()
    assert (changed["role"], changed["silenced_until"]) == ("admin", until)
    system = (await history(bob, group_id))[-1]["system"]
    assert (system["action"], system["fields"]) == ("role_changed", {"role": "admin", "until": until})
    assert (await conversation(bob, group_id))["position"] == 2


async def test_bad_input_changes_nobody(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    for body, wrong in (
        ({"role": "boss"}, {"role": "not_a_choice"}),
        ({"role": None}, {"role": "not_a_choice"}),
        ({"role": 1}, {"role": "not_a_choice"}),
        ({"silenced_until": "tomorrow"}, {"silenced_until": "wrong_format"}),
        ({"silenced_until": 5}, {"silenced_until": "wrong_format"}),
        ({"silenced_until": "2030-01-01T00:00:00"}, {"silenced_until": "wrong_format"}),
        ({"role": "admin", "silenced": True}, {"silenced": "unknown_field"}),
    ):
        answer = await change_member(alice, group_id, bob, **body)
        assert answer.status_code == 400, body
        assert {error["field"]: error["code"] for error in answer.json()["errors"]} == wrong
    assert (await conversation(bob, group_id))["position"] == 1
