"""Reactions are stored in one canonical form, so that ❤ and ❤️ are one reaction."""

from django.db import connection, migrations

from chat.wire.emoji import canonical_emoji

_ADD = """
INSERT INTO chat_reaction (conversation_id, seq, user_id, emoji, created_at)
SELECT conversation_id, seq, user_id, %s, created_at FROM chat_reaction WHERE emoji = %s ON CONFLICT DO NOTHING"""
_REMOVE = "DELETE FROM chat_reaction WHERE emoji = %s"


def rewrite(*_: object) -> None:
    """Rewrite the reactions in other forms."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT emoji FROM chat_reaction")
        for (emoji,) in cursor.fetchall():
            canonical = canonical_emoji(emoji)
            if canonical is not None and canonical != emoji:
                cursor.execute(_ADD, [canonical, emoji])
                cursor.execute(_REMOVE, [emoji])


class Migration(migrations.Migration):
    """Changes rows only. reaction_count may stay too high, which shows nowhere."""

    dependencies = [("chat", "0005_append_in_parts")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
