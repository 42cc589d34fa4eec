"""Privacy settings."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Privacy
from accounts.privacy import SETTINGS
from accounts.services.parts import mark_changed, publish_on_commit
from accounts.services.people import lock_person
from delivery.updates import StatusChanged


@transaction.atomic
def update_privacy(user_id: UUID, changes: dict[str, Any]) -> Privacy:
    """Set the given privacy settings and return all. A call that changes nothing moves no xid and publishes nothing."""
    assert changes.keys() <= set(SETTINGS)
    lock_person(user_id)
    privacy = Privacy.objects.filter(user_id=user_id).first() or Privacy(user_id=user_id)
    if any(getattr(privacy, name) != value for name, value in changes.items()):
        for name, value in changes.items():
            setattr(privacy, name, value)
        privacy.save()
        mark_changed(user_id, "privacy")
        publish_on_commit(StatusChanged(user_id))
    return privacy
