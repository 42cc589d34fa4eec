"""Work under a conversation's lock, for which sends wait: three statements at most, however many people take part."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from common.parsing import parse
from groups import selectors, services
from groups.serializers import AddMembers, AnswerRequest, ChangeGroup, ChangeMember, CreateGroup, CreateInviteLink
from tests.chat.in_process import new_user, rows

# The second one locks by itself when nobody has before.
LOCKS = ("SELECT participant_count FROM chat_conversation", "SELECT * FROM chat_append")


class Team(NamedTuple):
    """A group with an owner, two admins and a member. Another person has a link to it."""

    id: UUID
    owner: UUID
    admin: UUID
    other_admin: UUID
    member: UUID
    stranger: UUID
    token: str


@pytest.fixture
def team() -> Team:
    owner, admin, other, member, stranger = (new_user(name) for name in ("Owner", "Admin", "Other", "Member", "Nobody"))
    group_id = services.create_group(owner, CreateGroup(name="Team", member_ids=[admin, other, member]))
    for one in (admin, other):
        services.change_member(owner, group_id, one, ChangeMember(role="admin"))
    link = selectors.invite_link(group_id, services.create_invite_link(owner, group_id, CreateInviteLink()))
    return Team(group_id, owner, admin, other, member, stranger, link.token)


def let_ask(team: Team) -> None:
    services.change_group(team.owner, team.id, parse(ChangeGroup, {"settings": {"join_approval": True}}))
    assert services.join(team.stranger, team.token) is None


def under_lock(change: Callable[[], Any]) -> list[str]:
    """Return the statements of one change that come after the statement that took the lock."""
    done: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        done.append(" ".join(sql.split()))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        change()
    first = next(number for number, statement in enumerate(done) if statement.startswith(LOCKS))
    # After the commit a person's own devices get an update about their own state.
    return [statement for statement in done[first + 1 :] if "'mine'" not in statement]


CHANGES: dict[str, Callable[[Team], Any]] = {
    "name": lambda t: services.change_group(t.admin, t.id, ChangeGroup(name="Hills")),
    "add": lambda t: services.add_members(t.admin, t.id, AddMembers(user_ids=[t.stranger, new_user()])),
    "remove": lambda t: services.remove_member(t.admin, t.id, t.member),
    "owner leaves": lambda t: services.remove_member(t.owner, t.id, t.owner),
    "promote": lambda t: services.change_member(t.owner, t.id, t.member, ChangeMember(role="admin")),
    "pass on": lambda t: services.change_member(t.owner, t.id, t.member, ChangeMember(role="owner")),
    "join": lambda t: services.join(t.stranger, t.token),
    "delete": lambda t: services.delete_group(t.owner, t.id),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_three_statements_at_most(team: Team, change: Callable[[Team], Any]) -> None:
    done = under_lock(lambda: change(team))
    assert 1 <= len(done) <= 3, done
    assert done[-1].startswith(("WITH", "UPDATE chat_conversation"))


def test_three_statements_at_most_when_a_person_is_let_in(team: Team) -> None:
    let_ask(team)
    approve = AnswerRequest(action="approve")
    assert len(under_lock(lambda: services.answer_request(team.admin, team.id, team.stranger, approve))) == 3


def people(number: int) -> Sequence[UUID]:
    """Return so many new people. Their phone numbers are counted up, because random ones would collide."""
    return [user.id for user in User.objects.bulk_create([User(name=f"No {n}") for n in range(number)])]


@pytest.mark.parametrize(("before", "more"), [(300, 300), pytest.param(9_000, 1_000, marks=pytest.mark.big)])
def test_three_statements_at_most_for_a_crowd(monkeypatch: pytest.MonkeyPatch, before: int, more: int) -> None:
    monkeypatch.setattr(settings, "GROUP_MEMBERS", before + more)
    owner, *members = people(before)
    group_id = services.create_group(owner, CreateGroup(name="Crowd", member_ids=members))
    new = people(more)
    assert len(under_lock(lambda: services.add_members(owner, group_id, AddMembers(user_ids=list(new))))) == 3
    counted = "SELECT participant_count, last_seq, position FROM chat_conversation WHERE id = %s"
    assert rows(counted, group_id) == [(before + more, 2, 2)]
    there = "SELECT count(*) FROM chat_participant WHERE conversation_id = %s AND left_at IS NULL"
    assert rows(there, group_id) == [(before + more,)]
    assert len(under_lock(lambda: services.delete_group(owner, group_id))) == 3
    assert rows(there, group_id) == [(0,)]
    assert rows(counted, group_id) == [(0, 3, 3)]
