"""The questions that SQL of upper apps may ask about people.

A subquery keeps the planner from inlining the scalar ones (inline_function refuses sublinks): a call costs about 7 µs.
account_between() stands in FROM, where it is inlined: sends ask it.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION account_blocks(blocker uuid, blocked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM accounts_block b WHERE b.blocker_id = $1 AND b.blocked_id = $2);
END $$;
CREATE FUNCTION account_shows_reads(person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT 1 FROM accounts_privacy s WHERE s.user_id = $1 AND NOT s.read_receipts);
END $$;
CREATE FUNCTION account_exists(person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = $1 AND u.erased_at IS NULL);
END $$;
-- What decides whether one person may send to another (null: to a group). No row: there is no such sender.
CREATE FUNCTION account_between(sender uuid, receiver uuid)
RETURNS TABLE (may_send boolean, receiver_exists boolean, sender_blocks boolean, receiver_blocks boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.suspended_at IS NULL AND s.erased_at IS NULL, r.id IS NOT NULL AND r.erased_at IS NULL,
           EXISTS (SELECT 1 FROM accounts_block b WHERE b.blocker_id = sender AND b.blocked_id = receiver),
           EXISTS (SELECT 1 FROM accounts_block b WHERE b.blocker_id = receiver AND b.blocked_id = sender)
      FROM accounts_user s LEFT JOIN accounts_user r ON r.id = receiver
     WHERE s.id = sender
$$;
"""

DROP = "DROP FUNCTION account_shows_reads(uuid); DROP FUNCTION account_exists(uuid); DROP FUNCTION account_between(uuid, uuid); DROP FUNCTION account_blocks(uuid, uuid);"


class Migration(migrations.Migration):
    """Makes account_blocks, account_shows_reads, account_exists and account_between."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
