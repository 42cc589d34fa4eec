"""An edit to a person who blocks its sender is taken, and only the sender sees it."""

from django.db import migrations

from chat.store import sql

_BEFORE = "CREATE OR REPLACE FUNCTION chat_message_json(" + (
    sql.read("0002_message_json.sql").split("CREATE FUNCTION chat_message_json(")[1]
)
_BODY = "BEGIN\n    IF m.reaction_count > 0"
_AFTER = _BEFORE.replace(
    _BODY, _BODY.replace("\n", "\n    IF m.withheld_edit IS NOT NULL THEN m := chat_seen(m, reader); END IF;\n", 1)
).replace("left(s.text, 200)", "left((chat_seen(s, reader)).text, 200)")
_REVERSE = """
DROP INDEX chat_hidden_message;
DROP FUNCTION chat_seen;
ALTER TABLE chat_message DROP COLUMN withheld_edit;
"""


class Migration(migrations.Migration):
    """Adds the column, and lets the JSON of a message show the edit to the sender."""

    dependencies = [("chat", "0008_held_heads")]
    operations = [
        migrations.RunSQL(
            [(sql.read("0011_withheld_edits.sql"), None), (_AFTER, None)], [(_BEFORE, None), (_REVERSE, None)]
        )
    ]
