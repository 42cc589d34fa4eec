"""How far each consumer of the feed is."""

from django.db import migrations

from chat.store import sql

DROP = """
DROP FUNCTION chat_feed_slot_of(uuid, integer);
DROP TABLE chat_feed_position, chat_feed_slot;
"""


class Migration(migrations.Migration):
    """Makes the tables of the feed."""

    dependencies = [("chat", "0003_side_tables")]
    operations = [migrations.RunSQL([(sql.read("0007_feed.sql"), None)], DROP)]
