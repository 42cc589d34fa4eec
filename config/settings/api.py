"""The REST edge."""

from config.settings.environment import env

API_BODY_BYTES = env.int("API_BODY_BYTES", 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = API_BODY_BYTES
PAGE_ITEMS = env.int("PAGE_ITEMS", 50)
PAGE_ITEMS_MAX = env.int("PAGE_ITEMS_MAX", 100)
# How long the answer of a write is kept for its Idempotency-Key.
IDEMPOTENCY_KEEP_SECONDS = env.int("IDEMPOTENCY_KEEP_SECONDS", 7 * 24 * 3600)
APPEND_SLASH = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.DeviceTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "EXCEPTION_HANDLER": "common.api.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
