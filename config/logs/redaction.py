"""The last line of defence: text that looks like a phone number, a token or a person's words is removed from records.

The first rule is that no code logs such things. This module protects people when some code does it by mistake.
"""

import re

from structlog.typing import EventDict, WrappedLogger

REMOVED = "[removed]"
# Fields of a record, and keys in quoted data, whose values must not be logged.
SECRET_KEYS = (
    *("access", "authorization", "body", "caption", "code", "cookie", "name", "password", "phone_number", "query"),
    *("refresh", "secret", "text", "to", "token", "username"),
)
# Fields that we make ourselves, and check where they are made.
OURS = {"time", "level", "logger", "request_id", "process", "pid", "method", "route", "status", "duration_ms"}

PATTERNS = [
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # Anything that looks like a JSON Web Token, and any other bearer token.
        (r"\beyJ[\w-]{5,}\.[\w-]*\.?[\w-]*", "[token]"),
        (r"\bbearer\s+[^\s\"',}]+", "Bearer [token]"),
        # Credentials in a URL, and the query after its question mark.
        (r"(?<=://)[^\s/@]*:[^\s/@]*@", "[credentials]@"),
        (r"\?[^\s\"'>?=&]+=[^\s\"'>]*", "?[query]"),
        # Quoted JSON, or the Python repr of it.
        (rf"([\"']({'|'.join(SECRET_KEYS)})[\"']\s*:\s*)(\"(\\.|[^\"\\])*\"|'(\\.|[^'\\])*'|\d+)", rf"\1{REMOVED}"),
        # Phone numbers: in E.164 format, with spaces, in a URL, or only digits. Digits inside an id or inside a longer
        # number are not a phone number.
        (r"(\+|%2b)\d[\d ()/-]{5,18}\d", "[number]"),
        (r"(?<![\w.:-])\d{10,15}(?![\w:-])", "[number]"),
    )
]


def redact(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Structlog processor: return the record without data that must not be logged."""
    return {key: value if key in OURS else _redacted(key, value) for key, value in event.items()}


def _redacted(key: str, value: object) -> object:
    if key.lower() in SECRET_KEYS:
        return REMOVED
    if isinstance(value, dict):
        return {str(inner): _redacted(str(inner), one) for inner, one in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted("", one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else redacted(str(value))


def redacted(text: str) -> str:
    """Return a text without parts that look like a phone number, a token or a person's words."""
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text
