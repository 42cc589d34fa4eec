"""Acknowledgements in groups do not move changed_xid, and large groups have no history of receipts."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from chat.store import sql

# The function as it was in 0004.
_HEAD = "CREATE FUNCTION chat_receipts("
REVERSE = _HEAD.replace("CREATE", "CREATE OR REPLACE") + sql.read("0004_receipts.sql").split(_HEAD)[1]


class Migration(migrations.Migration):
    """Replaces chat_receipts. The sweep over minima finds the acknowledgements by receipts_xid, so it gets an index."""

    dependencies = [("chat", "0006_canonical_reactions")]
    operations = [
        migrations.RunSQL([(sql.read("0009_receipts.sql"), None)], [(REVERSE, None)]),
        migrations.AddIndex(
            "participant",
            BrinIndex(fields=["receipts_xid"], name="participant_receipts_xid", pages_per_range=8, autosummarize=True),
        ),
    ]
