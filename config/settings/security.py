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
if not DEVELOPMENT and "*" in ALLOWED_HOSTS:
    # The check of origins compares them with the Host. It is worth nothing if a client may send any Host.
    message = "ALLOWED_HOSTS must name the hosts of this server outside development: * is not a host"
    raise ImproperlyConfigured(message)
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
# Browsers accept a cookie with this prefix only over https, for this one host, and for the path /. So no other host of
# the same domain can set one here. In development there is no https.
COOKIE_PREFIX = "" if DEVELOPMENT else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
# How long browsers refuse to use this host without https. 0: they are not asked to.
HSTS_SECONDS = env.int("HSTS_SECONDS", 0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}
