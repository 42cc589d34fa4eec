"""Secrets, hosts, origins and headers."""

import hashlib
import hmac

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DEVELOPMENT, PORT, development_secret, env

SECRET_KEY = env.str("SECRET_KEY", "") or (development_secret() if DEVELOPMENT else "")


def require_strong(name: str, secret: str) -> None:
    """Raise ImproperlyConfigured in production if a secret is short, repetitive or copied from an example."""
    if not DEVELOPMENT and (len(secret) < 32 or "change" in secret.lower() or len(set(secret)) < 10):
        how = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        raise ImproperlyConfigured(f"{name} must be at least 32 random characters: {how}")


require_strong("SECRET_KEY", SECRET_KEY)


def derived_key(purpose: str) -> str:
    """Return a key for one purpose, derived from SECRET_KEY: hex, 64 characters."""
    return hmac.new(SECRET_KEY.encode(), purpose.encode(), hashlib.sha256).hexdigest()


# JWT_SIGNING_KEY signs access and refresh tokens, OTP_HASH_KEY is for the hashes of one-time codes, and DIGEST_KEY for
# the digests of requests and of limit keys. Set them besides SECRET_KEY to be able to change one without the others.
JWT_SIGNING_KEY = env.str("JWT_SIGNING_KEY", "") or derived_key("jwt")
OTP_HASH_KEY = env.str("OTP_HASH_KEY", "") or derived_key("otp")
DIGEST_KEY = env.str("DIGEST_KEY", "") or derived_key("digest")
for name, secret in (("JWT_SIGNING_KEY", JWT_SIGNING_KEY), ("OTP_HASH_KEY", OTP_HASH_KEY), ("DIGEST_KEY", DIGEST_KEY)):
    require_strong(name, secret)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else [])
# The address at which people reach this server. Invite links begin with it.
PUBLIC_URL = env.str("PUBLIC_URL", "").rstrip("/") or (
    f"http://127.0.0.1:{PORT}" if DEVELOPMENT else f"https://{next(iter(ALLOWED_HOSTS), '').removeprefix('.')}"
)
# Browser origins that may open sockets and call the API, besides the server's own.
ALLOWED_ORIGINS = env.list("ALLOWED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = ALLOWED_ORIGINS
CORS_ALLOW_CREDENTIALS = False
CORS_EXPOSE_HEADERS = [
    *("Location", "Retry-After", "RateLimit", "RateLimit-Policy"),
    *("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
]
CORS_URLS_REGEX = r"^/api/.*$"

# How many proxies stand in front of this server. Their entries in X-Forwarded-For are trusted.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}
