"""Marking a part of an account as changed, and publishing that to the person's devices after the commit."""

from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from accounts.models import User
from delivery.publish import publish
from delivery.updates import Update, UserUpdate


def current_xid() -> RawSQL:
    """Return the SQL of the running transaction's id, in the form of the xid columns."""
    return RawSQL("pg_current_xact_id()::text::bigint", (), output_field=BigIntegerField())


def mark_changed(user_id: UUID, *parts: str) -> None:
    """Set the xid of `parts` and publish `account` after the commit. Call inside the transaction that changes them."""
    User.objects.filter(id=user_id).update(**{f"{part}_xid": current_xid() for part in parts})
    publish_on_commit(UserUpdate(user_id, orjson.dumps({"update": "account", "changed": list(parts)})))


def publish_on_commit(*updates: Update) -> None:
    """Publish after the commit of the running transaction; never after a rollback."""
    transaction.on_commit(lambda: publish(list(updates)))
