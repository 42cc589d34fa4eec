"""Marking a part of a person as changed, and telling their devices after commit."""

from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from accounts.models import User
from delivery.publish import publish
from delivery.updates import Update, UserUpdate


def current_xid() -> RawSQL:
    """Return the SQL of the running transaction's id as the xid columns hold it."""
    return RawSQL("pg_current_xact_id()::text::bigint", (), output_field=BigIntegerField())


def mark_changed(user_id: UUID, *parts: str) -> None:
    """Move the xid of `parts` and publish `account` after commit. Call inside the transaction that changes them."""
    User.objects.filter(id=user_id).update(**{f"{part}_xid": current_xid() for part in parts})
    publish_on_commit(UserUpdate(user_id, orjson.dumps({"update": "account", "changed": list(parts)})))


def publish_on_commit(*updates: Update) -> None:
    """Publish once the running transaction is committed; never when it is rolled back."""
    transaction.on_commit(lambda: publish(list(updates)))
