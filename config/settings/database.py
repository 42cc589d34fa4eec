"""PostgreSQL: where it is and how many connections one process may hold."""

from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from config.places import socket_dir
from config.settings.environment import VAR_DIR, env

# If unset: the server that `manage.py up` runs under VAR_DIR.
DATABASE_URL = (
    env.str("DATABASE_URL", "") or f"postgresql://parley@/parley?host={quote(str(socket_dir(Path(VAR_DIR))), safe='')}"
)

# The most connections of one process, in Django's pool and in the event loop's pool. The writer has two more.
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", 12)
ASYNC_DATABASE_POOL_SIZE = env.int("ASYNC_DATABASE_POOL_SIZE", 8)
DATABASE_CONNECT_TIMEOUT_SECONDS = env.int("DATABASE_CONNECT_TIMEOUT_SECONDS", 3)
DATABASE_POOL_TIMEOUT_SECONDS = env.int("DATABASE_POOL_TIMEOUT_SECONDS", 5)
# How long a pool continues one attempt to connect, waiting twice as long each time. After that the next request begins
# a new attempt. With a longer time an outage could last twice as long as the database was away.
DATABASE_RECONNECT_SECONDS = env.float("DATABASE_RECONNECT_SECONDS", 1.0)
# How many requests may wait for a connection of Django's pool. Each of them holds a thread.
DATABASE_POOL_WAITING = env.int("DATABASE_POOL_WAITING", 2_000)
# How long a statement may run, and how long it may wait for a row that another session holds. The command `migrate`
# has no such limits.
DATABASE_STATEMENT_TIMEOUT_SECONDS = env.int("DATABASE_STATEMENT_TIMEOUT_SECONDS", 30)
DATABASE_LOCK_TIMEOUT_SECONDS = env.float("DATABASE_LOCK_TIMEOUT_SECONDS", 5.0)

# Settings of every session. With the default random_page_cost, PostgreSQL would scan the list of conversations.
DATABASE_SESSION_OPTIONS = (
    "-c random_page_cost=1.1 -c jit=off -c timezone=UTC"
    f" -c statement_timeout={DATABASE_STATEMENT_TIMEOUT_SECONDS}s"
    f" -c lock_timeout={round(1000 * DATABASE_LOCK_TIMEOUT_SECONDS)}"
)

parts = conninfo_to_dict(DATABASE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "NAME": parts.pop("dbname", ""),
        # 0, because the pool keeps the connections open.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **parts,
            "connect_timeout": DATABASE_CONNECT_TIMEOUT_SECONDS,
            "options": DATABASE_SESSION_OPTIONS,
            "pool": {
                "min_size": 1,
                "max_size": DATABASE_POOL_SIZE,
                "max_waiting": DATABASE_POOL_WAITING,
                "timeout": DATABASE_POOL_TIMEOUT_SECONDS,
                "reconnect_timeout": DATABASE_RECONNECT_SECONDS,
            },
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
