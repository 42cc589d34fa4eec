"""The message table and the functions on it."""

from django.db import migrations

from chat.store import sql

FILES = ("0001_tables.sql", "0002_message_json.sql", "0003_append.sql", "0004_receipts.sql", "0005_receipt_days.sql")
DROP = """
DROP FUNCTION chat_make_receipt_day(date);
DROP FUNCTION chat_receipts(uuid[], uuid[], bigint[], bigint[], uuid[], integer);
DROP FUNCTION chat_note_steps(uuid, uuid, bigint, bigint, bigint, bigint);
DROP FUNCTION chat_append(uuid[], uuid[], uuid[], uuid[], bytea[], text[], text[], text[], bigint[], boolean);
DROP FUNCTION chat_has_shown(uuid, uuid);
DROP FUNCTION chat_reply_source(uuid, bigint, int8multirange, uuid);
DROP FUNCTION chat_message_json(chat_message, uuid, int8multirange, bigint, bigint, bigint);
DROP FUNCTION chat_poll_json(chat_message, uuid);
DROP FUNCTION chat_poll_closed(jsonb);
DROP FUNCTION chat_wire_time(timestamptz);
DROP TABLE chat_receipt_step, chat_hidden, chat_message_media, chat_vote, chat_mention, chat_reaction, chat_message;
"""


class Migration(migrations.Migration):
    """Makes the tables, chat_message_json and chat_append."""

    dependencies = [("chat", "0001_initial"), ("accounts", "0002_functions")]
    operations = [
        migrations.RunSQL([(sql.read(name), None) for name in FILES], DROP)
    ]
