"""Signing in: one-time codes, SMS providers, tokens and devices."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DEVELOPMENT, env
from config.settings.security import JWT_SIGNING_KEY

OTP_LIFETIME_SECONDS = env.int("OTP_LIFETIME_SECONDS", 600)
OTP_ATTEMPTS = env.int("OTP_ATTEMPTS", 5)
OTP_RESEND_SECONDS = env.int("OTP_RESEND_SECONDS", 60)

# A code that was queued this long ago and not yet given to the SMS provider is queued again. It must be longer than all
# retries of one task take.
OTP_REQUEUE_SECONDS = env.int("OTP_REQUEUE_SECONDS", 45)
OTP_SWEEP_SECONDS = env.float("OTP_SWEEP_SECONDS", 10.0)

# Nobody can take one of these user names, or one that looks like it.
RESERVED_USERNAMES = env.list(
    "RESERVED_USERNAMES",
    default=[
        "admin",
        "administrator",
        "abuse",
        "help",
        "info",
        "moderator",
        "official",
        "parley",
        "postmaster",
        "root",
        "security",
        "service",
        "staff",
        "support",
        "system",
        "webmaster",
    ],
)

# console | http
SMS_PROVIDER = env.str("SMS_PROVIDER", "console" if DEVELOPMENT else "")
if not DEVELOPMENT and SMS_PROVIDER in {"", "console"}:
    message = "SMS_PROVIDER must name a real provider (http) outside development"
    raise ImproperlyConfigured(message)
SMS_HTTP_URL = env.str("SMS_HTTP_URL", "")
if SMS_PROVIDER not in {"console", "http"} or (SMS_PROVIDER == "http" and not SMS_HTTP_URL):
    message = "SMS_PROVIDER must be console, or http with SMS_HTTP_URL"
    raise ImproperlyConfigured(message)
SMS_HTTP_TOKEN = env.str("SMS_HTTP_TOKEN", "")
SMS_HTTP_TIMEOUT_SECONDS = env.float("SMS_HTTP_TIMEOUT_SECONDS", 10.0)
SMS_TEXT = env.str("SMS_TEXT", "{code} is your Parley code. Do not share it.")

# How many of each an account may have. One device more signs out the device that was away longest.
DEVICES_PER_PERSON = env.int("DEVICES_PER_PERSON", 50)
CONTACTS_PER_PERSON = env.int("CONTACTS_PER_PERSON", 5_000)
BLOCKS_PER_PERSON = env.int("BLOCKS_PER_PERSON", 5_000)

ACCESS_TOKEN_SECONDS = env.int("ACCESS_TOKEN_SECONDS", 600)
REFRESH_TOKEN_SECONDS = env.int("REFRESH_TOKEN_SECONDS", 60 * 24 * 3600)
REFRESH_COOKIE_NAME = env.str("REFRESH_COOKIE_NAME", "parley_refresh" if DEVELOPMENT else "__Host-parley_refresh")
REFRESH_GRACE_SECONDS = env.int("REFRESH_GRACE_SECONDS", 30)
# How long a process caches that a device is not revoked, and for how many devices.
DEVICE_CACHE_SECONDS = env.float("DEVICE_CACHE_SECONDS", 3.0)
DEVICE_CACHE_ITEMS = env.int("DEVICE_CACHE_ITEMS", 50_000)
DEVICE_ACTIVE_SECONDS = env.int("DEVICE_ACTIVE_SECONDS", 60)
# How far apart the clocks of two web machines may be.
TOKEN_LEEWAY_SECONDS = env.int("TOKEN_LEEWAY_SECONDS", 5)
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(seconds=ACCESS_TOKEN_SECONDS),
    "REFRESH_TOKEN_LIFETIME": timedelta(seconds=REFRESH_TOKEN_SECONDS),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "USER_ID_CLAIM": "sub",
    "LEEWAY": TOKEN_LEEWAY_SECONDS,
}
