"""Whoever blocks the other person of a conversation keeps the head that it had before messages were withheld."""

from django.db import migrations, models

from chat.store import sql

_HEAD, _MOVED = "CREATE OR REPLACE FUNCTION chat_append(", "    -- The senders' own watermarks"
_BEFORE = _HEAD + sql.read("0008_append.sql").split(_HEAD)[1]
_AFTER = _BEFORE.replace(_MOVED, sql.read("0010_held.sql") + _MOVED)


class Migration(migrations.Migration):
    """Adds the head to participants, and to chat_append the part that sets it."""

    dependencies = [("chat", "0007_lighter_receipts")]
    operations = [
        migrations.AddField("participant", "held_xid", models.BigIntegerField(null=True)),
        migrations.AddField("participant", "held_seq", models.BigIntegerField(null=True)),
        migrations.AddField("participant", "held_position", models.BigIntegerField(null=True)),
        migrations.AddField("participant", "held_at", models.DateTimeField(null=True)),
        migrations.RunSQL([(_AFTER, None)], [(_BEFORE, None)]),
    ]
