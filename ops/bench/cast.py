"""The people who play. They are signed in by the database alone, without codes and tokens over the wire."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from accounts.models import Device, User
from accounts.tokens import make_pair
from chat.services.conversations import open_direct
from common import clock
from groups.serializers import CreateGroup
from groups.services import create_group


class Player(NamedTuple):
    """A person and the token with which their socket signs in."""

    id: UUID
    token: str


def players(count: int) -> list[Player]:
    """Make `count` people who have no contacts and no conversations."""
    first = User.objects.count()
    users = User.objects.bulk_create(
        [User(phone_number=f"+49{1_000_000_000 + first + n}", name=f"Person {first + n}") for n in range(count)]
    )
    return signed_in([user.id for user in users])


def signed_in(user_ids: Sequence[UUID]) -> list[Player]:
    """Give each of these people a device."""
    devices = Device.objects.bulk_create([Device(user_id=one, name="Bench", platform="other") for one in user_ids])
    return [
        Player(user_id, make_pair(user_id, device.id, device.refresh_generation, clock.now()).access)
        for user_id, device in zip(user_ids, devices, strict=True)
    ]


def direct(one: Player, other: Player) -> UUID:
    """Open a direct conversation for both."""
    open_direct(other.id, one.id)
    return open_direct(one.id, other.id)[0]


def group(owner: Player, others: list[Player]) -> UUID:
    """Make a group and return its conversation."""
    return create_group(owner.id, CreateGroup(name="Bench", member_ids=[other.id for other in others]))
