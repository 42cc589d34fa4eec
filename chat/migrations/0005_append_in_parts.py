"""chat_append with named parts: chat_judge and chat_slow_mode_wait."""

from django.db import migrations

from chat.store import sql

# The text of 0003, which goes back to one statement without named parts.
_HEAD = "CREATE FUNCTION chat_append("
_BEFORE = _HEAD.replace("CREATE", "CREATE OR REPLACE") + sql.read("0003_append.sql").split(_HEAD)[1]
REVERSE = f"""{_BEFORE}
DROP FUNCTION chat_slow_mode_wait(smallint, integer, boolean, timestamptz, timestamptz);
DROP FUNCTION chat_judge(uuid, uuid, bytea, boolean, chat_conversation, chat_participant, chat_message, boolean, boolean, boolean, timestamptz);
"""


class Migration(migrations.Migration):
    """Replaces chat_append by one that does the same."""

    dependencies = [("chat", "0004_feed")]
    operations = [migrations.RunSQL([(sql.read("0008_append.sql"), None)], [(REVERSE, None)])]
