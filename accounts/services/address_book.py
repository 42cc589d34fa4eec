"""Whom a person knows, and whom they do not want to hear from. Every write may be repeated."""

from uuid import UUID

from django.db import transaction

from accounts.models import Block, Contact, User
from accounts.services.parts import mark_changed, publish_on_commit
from accounts.services.people import lock_person
from common.errors import invalid, not_found
from delivery.updates import StatusChanged


@transaction.atomic
def block(user_id: UUID, person_id: UUID) -> None:
    """Block a person: direct messages they send from now on stay hidden. Raises ApiError `invalid`, `not_found`."""
    _check_other(user_id, person_id)
    lock_person(user_id)
    _check_known(person_id)
    _, created = Block.objects.get_or_create(blocker_id=user_id, blocked_id=person_id)
    if created:
        _mark_blocks_changed(user_id, person_id)


@transaction.atomic
def unblock(user_id: UUID, person_id: UUID) -> None:
    """Lift a block; what was hidden stays hidden. Raises ApiError `invalid`, `not_found`."""
    _check_other(user_id, person_id)
    lock_person(user_id)
    if Block.objects.filter(blocker_id=user_id, blocked_id=person_id).delete()[0]:
        _mark_blocks_changed(user_id, person_id)
    else:
        _check_known(person_id)


@transaction.atomic
def put_contact(user_id: UUID, person_id: UUID, alias: str) -> None:
    """Have a person in the address book under an alias, which may be empty. Raises ApiError `invalid`, `not_found`."""
    _check_other(user_id, person_id)
    lock_person(user_id)
    _check_known(person_id)
    contact = Contact.objects.filter(owner_id=user_id, person_id=person_id).first()
    if contact is None or contact.alias != alias:
        Contact.objects.update_or_create(owner_id=user_id, person_id=person_id, defaults={"alias": alias})
        mark_changed(user_id, "contacts")
        publish_on_commit(StatusChanged(user_id))


@transaction.atomic
def delete_contact(user_id: UUID, person_id: UUID) -> None:
    """Take a person out of the address book. Raises ApiError `invalid`, `not_found`."""
    _check_other(user_id, person_id)
    lock_person(user_id)
    if Contact.objects.filter(owner_id=user_id, person_id=person_id).delete()[0]:
        mark_changed(user_id, "contacts")
        publish_on_commit(StatusChanged(user_id))
    else:
        _check_known(person_id)


def _mark_blocks_changed(user_id: UUID, person_id: UUID) -> None:
    mark_changed(user_id, "blocks")
    # Neither sees any more whether the other is online, or does again.
    publish_on_commit(StatusChanged(user_id), StatusChanged(person_id))


def _check_other(user_id: UUID, person_id: UUID) -> None:
    if user_id == person_id:
        raise invalid("user_id", "wrong_value", "must be another person")


def _check_known(person_id: UUID) -> None:
    if not User.objects.filter(id=person_id, erased_at=None).exists():
        raise not_found()
