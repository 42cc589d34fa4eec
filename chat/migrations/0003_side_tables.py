"""The tables beside the message table reference the conversation; chat_hidden holds the id of its message."""

from django.db import migrations

from chat.store import sql

TABLES = ("reaction", "mention", "vote", "message_media", "hidden")

# Rows whose message is gone would break the foreign key that comes back.
_TO_THE_MESSAGE = """
DELETE FROM chat_{0} side WHERE NOT EXISTS (
    SELECT FROM chat_message m WHERE m.conversation_id = side.conversation_id AND m.seq = side.seq);
ALTER TABLE chat_{0} DROP CONSTRAINT chat_{0}_conversation_id_fkey,
    ADD FOREIGN KEY (conversation_id, seq) REFERENCES chat_message (conversation_id, seq) ON DELETE CASCADE;
"""
REVERSE = "".join(map(_TO_THE_MESSAGE.format, TABLES)) + "ALTER TABLE chat_hidden DROP COLUMN message_id;"


class Migration(migrations.Migration):
    """Moves the foreign keys and fills chat_hidden.message_id."""

    dependencies = [("chat", "0002_messages")]
    operations = [migrations.RunSQL([(sql.read("0006_side_tables.sql"), None)], REVERSE)]
