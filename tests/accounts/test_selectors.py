"""What other apps read about people."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection as django_connection
from django.db import transaction

from accounts import selectors, services
from accounts.models import Block, User
from accounts.services.parts import mark_changed
from common.bridge import in_thread
from common.clock import now
from common.database import close_pool, connection
from common.ids import new_id
from tests.accounts.parallel import at_once


@pytest.fixture
async def pool():
    yield
    await close_pool()


def ask(function, *arguments: Any):
    with django_connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(arguments))})", arguments)
        return cursor.fetchone()[0]


def between(sender: UUID, receiver: UUID | None):
    with django_connection.cursor() as cursor:
        cursor.execute("SELECT * FROM account_between(%s::uuid, %s::uuid)", [sender, receiver])
        return cursor.fetchone()


def snapshot():
    with django_connection.cursor() as cursor:
        cursor.execute("SELECT s::text, pg_snapshot_xmin(s)::text::bigint FROM pg_current_snapshot() s")
        return cursor.fetchone()


def test_profiles_are_the_wires_users_without_numbers(sign_in):
    alice, bob = sign_in(), sign_in()
    services.update_profile(alice.user.id, {"name": "Alice", "about": "hi"})
    found = selectors.profiles([alice.user.id, new_id()], bob.user.id)
    assert found == {
        alice.user.id: {"id": str(alice.user.id), "name": "Alice", "about": "hi", "username": None, "avatar": None}
    }


def test_an_erased_person_does_not_exist(sign_in):
    alice = sign_in()
    assert selectors.exists(alice.user.id)
    User.objects.filter(id=alice.user.id).update(erased_at=now(), phone_number=None)
    assert not selectors.exists(alice.user.id)
    assert not selectors.exists(new_id())


def test_which_people_may_send_to_whom(sign_in):
    alice, bob, charlie = sign_in(), sign_in(), sign_in()
    services.suspend(bob.user.id)
    User.objects.filter(id=charlie.user.id).update(erased_at=now(), phone_number=None)
    dora = sign_in()
    people = (alice.user.id, bob.user.id, charlie.user.id, new_id())
    found = [between(person, dora.user.id) for person in people]
    assert [answer and answer[0] for answer in found] == [True, False, False, None]
    assert between(alice.user.id, dora.user.id) == (True, True, False, False)
    # To a group, to an erased person, to a suspended person: only the last may still get messages.
    assert between(alice.user.id, None) == (True, False, False, False)
    assert between(alice.user.id, charlie.user.id) == (True, False, False, False)
    assert between(alice.user.id, bob.user.id) == (True, True, False, False)
    Block.objects.create(blocker=alice.user, blocked=dora.user)
    assert between(alice.user.id, dora.user.id) == (True, True, True, False)
    assert between(dora.user.id, alice.user.id) == (True, True, False, True)


def test_a_block_has_a_direction(sign_in):
    alice, bob = sign_in(), sign_in()
    Block.objects.create(blocker=alice.user, blocked=bob.user)
    assert ask("account_blocks", alice.user.id, bob.user.id)
    assert not ask("account_blocks", bob.user.id, alice.user.id)


async def test_ended_devices_are_returned(pool, sign_in):
    alice, bob, charlie = [await in_thread(sign_in) for _ in range(3)]
    await in_thread(services.revoke_device, alice.user.id, alice.device.id)
    await in_thread(services.suspend, bob.user.id)
    unknown = new_id()
    found = await selectors.ended_devices([p.device.id for p in (alice, bob, charlie)] + [unknown])
    assert found == {alice.device.id, bob.device.id, unknown}
    assert await selectors.ended_devices([]) == set()


async def test_changed_parts_are_those_that_a_snapshot_does_not_contain(pool, sign_in):
    alice, bob, charlie = [await in_thread(sign_in) for _ in range(3)]
    seen, xmin = await in_thread(snapshot)
    await in_thread(services.update_profile, alice.user.id, {"name": "Alice"})
    await in_thread(services.revoke_device, alice.user.id, alice.device.id)
    await in_thread(services.update_profile, bob.user.id, {"name": "Bob"})
    async with connection() as borrowed:
        found = await selectors.changed_parts(borrowed, seen, xmin, [alice.user.id, charlie.user.id])
    assert [(user_id, sorted(parts)) for user_id, parts in found] == [(alice.user.id, ["devices", "profile"])]


def _marked_while(alice):
    """Make a change, take a snapshot on another connection before the commit, and commit."""
    with transaction.atomic():
        mark_changed(alice.user.id, "contacts")
        (taken,) = at_once(snapshot)
    return taken


async def test_a_change_that_commits_after_the_snapshot_is_not_missed(pool, sign_in):
    alice = await in_thread(sign_in)
    seen, xmin = await in_thread(_marked_while, alice)
    async with connection() as borrowed:
        found = await selectors.changed_parts(borrowed, seen, xmin, [alice.user.id])
    assert found == [(alice.user.id, ["contacts"])]
