"""The questions that SQL of upper apps may ask about people.

A subquery keeps the planner from inlining them (inline_function refuses sublinks): a call costs about 7 µs.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION account_blocks(blocker uuid, blocked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM accounts_block b WHERE b.blocker_id = $1 AND b.blocked_id = $2);
END $$;
CREATE FUNCTION account_may_send(person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM accounts_user u WHERE u.id = $1 AND u.suspended_at IS NULL AND u.erased_at IS NULL
    );
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
"""

DROP = "DROP FUNCTION account_shows_reads(uuid); DROP FUNCTION account_exists(uuid); DROP FUNCTION account_may_send(uuid); DROP FUNCTION account_blocks(uuid, uuid);"


class Migration(migrations.Migration):
    """Makes account_blocks, account_may_send, account_shows_reads and account_exists."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
