"""Profiles, and suspending people."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services.devices import end_access
from accounts.services.parts import mark_changed
from common.clock import now
from common.errors import ApiError, FieldError, invalid, not_found
from common.text import look

PROFILE_FIELDS = frozenset({"name", "about", "username"})


def update_profile(user_id: UUID, changes: dict[str, Any]) -> User:
    """Set the given fields of a profile (name, about, username) and return the person.

    A call that changes nothing moves no xid and publishes nothing. Raises ApiError `invalid` with field code `taken`
    for a username that another person has, regardless of letter case; `reserved` for a new one that looks like one of
    RESERVED_USERNAMES.
    """
    assert changes.keys() <= PROFILE_FIELDS
    wanted = changes.get("username")
    try:
        with transaction.atomic():
            user = lock_person(user_id)
            changed = {name: value for name, value in changes.items() if getattr(user, name) != value}
            if "username" in changed and wanted and look(wanted) in map(look, settings.RESERVED_USERNAMES):
                wrong = FieldError("username", "reserved", "is reserved for the operators of this server")
                raise ApiError("reserved", errors=[wrong])
            if changed:
                User.objects.filter(id=user_id).update(**changed)
                mark_changed(user_id, "profile")
    except IntegrityError as error:
        if "user_username_ci" not in str(error):
            raise
        raise invalid("username", "taken", "belongs to another person") from None
    for name, value in changed.items():
        setattr(user, name, value)
    return user


@transaction.atomic
def suspend(user_id: UUID) -> None:
    """Suspend a person until `resume`: tokens and codes are refused, sockets close."""
    if lock_person(user_id).suspended_at is None:
        User.objects.filter(id=user_id).update(suspended_at=now())
        end_access(user_id)


@transaction.atomic
def resume(user_id: UUID) -> None:
    """End a person's suspension; their devices work again."""
    lock_person(user_id)
    User.objects.filter(id=user_id).update(suspended_at=None)


def lock_person(user_id: UUID) -> User:
    """Lock a person's row until the transaction ends; call it before any other lock. Raises ApiError `not_found`."""
    user = User.objects.select_for_update(no_key=True).filter(id=user_id, erased_at=None).first()
    if user is None:
        raise not_found()
    return user
