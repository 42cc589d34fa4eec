"""Redis or Valkey: live delivery, rate limits and the broker of the task queue. It may lose all data at any moment."""

from config.places import socket_dir
from config.settings.environment import VAR_DIR, env

# If unset: the server that `manage.py up` runs under VAR_DIR.
REDIS_URL = env.str("REDIS_URL", "") or f"unix://{socket_dir(VAR_DIR)}/valkey.sock"
REDIS_TIMEOUT_SECONDS = env.float("REDIS_TIMEOUT_SECONDS", 1.0)
