"""Contacts and blocks. Every write may be repeated."""

from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Block, Contact, User
from accounts.services.parts import mark_changed, publish_on_commit
from accounts.services.people import lock_person
from common.errors import ApiError, invalid, not_found
from delivery.updates import StatusChanged


@transaction.atomic
def block(user_id: UUID, person_id: UUID) -> None:
    """Block a person: their later direct messages stay hidden for ever.

    Raises ApiError `invalid`, `not_found`, `too_many`.
    """
    _require_other(user_id, person_id)
    lock_person(user_id)
    _require_known(person_id)
    blocks = Block.objects.filter(blocker_id=user_id)
    if not blocks.filter(blocked_id=person_id).exists():
        _require_room(blocks.count(), settings.BLOCKS_PER_PERSON)
        Block.objects.create(blocker_id=user_id, blocked_id=person_id)
        _mark_blocks_changed(user_id, person_id)


@transaction.atomic
def unblock(user_id: UUID, person_id: UUID) -> None:
    """Lift a block; hidden messages stay hidden. Raises ApiError `invalid`, `not_found`."""
    _require_other(user_id, person_id)
    lock_person(user_id)
    if Block.objects.filter(blocker_id=user_id, blocked_id=person_id).delete()[0]:
        _mark_blocks_changed(user_id, person_id)
    else:
        _require_known(person_id)


@transaction.atomic
def put_contact(user_id: UUID, person_id: UUID, alias: str) -> None:
    """Add a person to the address book, or set their alias, maybe empty.

    Raises ApiError `invalid`, `not_found`, `too_many`.
    """
    _require_other(user_id, person_id)
    lock_person(user_id)
    _require_known(person_id)
    contacts = Contact.objects.filter(owner_id=user_id)
    contact = contacts.filter(person_id=person_id).first()
    if contact is None:
        _require_room(contacts.count(), settings.CONTACTS_PER_PERSON)
    if contact is None or contact.alias != alias:
        Contact.objects.update_or_create(owner_id=user_id, person_id=person_id, defaults={"alias": alias})
        mark_changed(user_id, "contacts")
        publish_on_commit(StatusChanged(user_id))


@transaction.atomic
def delete_contact(user_id: UUID, person_id: UUID) -> None:
    """Remove a person from the address book. Raises ApiError `invalid`, `not_found`."""
    _require_other(user_id, person_id)
    lock_person(user_id)
    if Contact.objects.filter(owner_id=user_id, person_id=person_id).delete()[0]:
        mark_changed(user_id, "contacts")
        publish_on_commit(StatusChanged(user_id))
    else:
        _require_known(person_id)


def _mark_blocks_changed(user_id: UUID, person_id: UUID) -> None:
    mark_changed(user_id, "blocks")
    # A block changes for both people whether they see the other one's presence.
    publish_on_commit(StatusChanged(user_id), StatusChanged(person_id))


def _require_other(user_id: UUID, person_id: UUID) -> None:
    if user_id == person_id:
        raise invalid("user_id", "wrong_value", "must be another person")


def _require_room(count: int, most: int) -> None:
    if count >= most:
        raise ApiError("too_many", f"There may be at most {most} of them")


def _require_known(person_id: UUID) -> None:
    if not User.objects.filter(id=person_id, erased_at=None).exists():
        raise not_found()
