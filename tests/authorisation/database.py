"""Whether anything was written: to any row of any table, whoever's it is."""

from typing import Any, NamedTuple

import psycopg
from django.conf import settings

# What may move while refusals are tried, by other hands than theirs: of these rows the other columns are compared.
MOVING = {
    "accounts_user": ("last_seen_at",),  # a socket of the test before was closed
    "accounts_device": ("last_active_at", "refresh_used"),  # any request that is signed in moves these
    "accounts_otpchallenge": ("queued_at", "sent_at"),  # the worker sends codes asked for before
    "chat_conversationreceipts": ("delivered_to_all_seq", "read_by_all_seq", "changed_xid"),  # follow within a second
}
# Rows that a timer may delete at any moment.
CLEARED = ("accounts_otpchallenge", "accounts_idempotencykey", "django_session")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


class State(NamedTuple):
    """All tables at one moment. `next_xid`: no transaction from then on had begun; `content` of those in MOVING."""

    next_xid: int
    moment: Any
    counts: dict[str, int]
    content: dict[str, str]


class Database:
    """A connection of its own to look from."""

    def __init__(self) -> None:
        self.connection = psycopg.connect(settings.DATABASE_URL, autocommit=True)
        self.tables = [row[0] for row in self.rows(_TABLES)]
        assert set(MOVING) | set(CLEARED) <= set(self.tables)

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        # Put together here, from names of tables.
        return self.connection.execute(statement.encode(), parameters or None).fetchall()

    def state(self) -> State:
        counted = [table for table in self.tables if table not in CLEARED]
        counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in counted)  # noqa: S608
        content = " UNION ALL ".join(
            f"SELECT '{table}', coalesce(md5(string_agg(md5(row::text), '' ORDER BY md5(row::text))), '')"  # noqa: S608
            f" FROM (SELECT to_jsonb(t) - '{{{','.join(columns)}}}'::text[] AS row FROM {table} t) rows"
            for table, columns in MOVING.items()
            if table not in CLEARED
        )
        [(next_xid, moment)] = self.rows("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, now()")
        return State(next_xid, moment, dict(self.rows(counts)), dict(self.rows(content)))

    def written_since(self, before: State) -> list[str]:
        """Tell what was inserted, updated or deleted since then; nothing in a list of words is nothing written."""
        after = self.state()
        found = [f"{table}: {before.counts[table]} rows became {count}" for table, count in after.counts.items()
                 if count != before.counts[table]]  # fmt: skip
        found += [f"{table}: changed" for table, content in after.content.items() if content != before.content[table]]
        fresh = " UNION ALL ".join(
            f"SELECT '{table} has ' || t::text FROM {table} t WHERE xmin::text::bigint >= %(xid)s"  # noqa: S608
            for table in self.tables
            if table not in MOVING
        )
        [(opened,)] = self.rows("SELECT count(*) FROM accounts_otpchallenge WHERE created_at > %s", before.moment)
        found += [f"accounts_otpchallenge: {opened} more"] if opened else []
        return found + [row[0] for row in self.connection.execute(fresh.encode(), {"xid": before.next_xid})]

    def close(self) -> None:
        self.connection.close()
