"""Celery: queues, limits and the schedule. Tasks are idempotent, so a lost or repeated task does no harm."""

from kombu import Queue

from config.settings.accounts import OTP_SWEEP_SECONDS
from config.settings.chat import FEED_SECONDS, RECEIPTS_SWEEP_SECONDS
from config.settings.environment import env
from config.settings.redis import REDIS_URL

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
# A worker takes from all of these unless its command names some. A task for any other queue is refused when queued.
CELERY_TASK_QUEUES = [Queue(name) for name in ("default", "push", "media")]
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_TIME_LIMIT = env.int("TASK_TIME_LIMIT_SECONDS", 120)
CELERY_TASK_SOFT_TIME_LIMIT = CELERY_TASK_TIME_LIMIT - 10
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", 2)
# Workers count as away after this time without a sign of life.
WORKER_GONE_SECONDS = env.float("WORKER_GONE_SECONDS", 15.0)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4 * CELERY_TASK_TIME_LIMIT, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "clear spent challenges": {"task": "accounts.tasks.clear_spent_challenges", "schedule": 600.0},
    "clear old idempotency keys": {"task": "accounts.tasks.clear_old_idempotency_keys", "schedule": 3600.0},
    "move up minima left behind": {"task": "chat.tasks.sweep_receipts", "schedule": RECEIPTS_SWEEP_SECONDS},
    "run the feed": {"task": "chat.tasks.run_feed", "schedule": FEED_SECONDS},
    "keep the history of receipts": {"task": "chat.tasks.keep_receipt_history", "schedule": 3600.0},
    "queue unsent codes again": {"task": "accounts.tasks.requeue_unsent_codes", "schedule": OTP_SWEEP_SECONDS},
}
