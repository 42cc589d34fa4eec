"""account_is_called: whether a person's name, user name or alias contains some words."""

from django.db import migrations

CREATE = """
CREATE FUNCTION account_is_called(person uuid, reader uuid, words text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM accounts_user u LEFT JOIN accounts_contact k ON k.owner_id = $2 AND k.person_id = u.id
         WHERE u.id = $1 AND u.erased_at IS NULL
           AND strpos(lower(concat_ws(' ', k.alias, u.name, u.username)), lower($3)) > 0);
END $$;
"""


class Migration(migrations.Migration):
    """Makes account_is_called."""

    dependencies = [("accounts", "0003_idempotency_key")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION account_is_called(uuid, uuid, text)")]
