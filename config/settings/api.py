"""The REST edge."""

from config.settings.environment import env

API_BODY_BYTES = env.int("API_BODY_BYTES", 1024 * 1024)
# The headers of a request must be complete after this time. Bodies and answers must move at a least rate, which is
# measured over HTTP_RATE_SECONDS.
HTTP_HEADERS_SECONDS = env.float("HTTP_HEADERS_SECONDS", 15.0)
HTTP_RATE_SECONDS = env.float("HTTP_RATE_SECONDS", 15.0)
HTTP_BODY_BYTES_PER_SECOND = env.int("HTTP_BODY_BYTES_PER_SECOND", 1024)
HTTP_ANSWER_BYTES_PER_SECOND = env.int("HTTP_ANSWER_BYTES_PER_SECOND", 1024)
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
