"""The last line of defence: what looks like a number, a token or a text of somebody is cut out of a record.

The first rule is that nobody logs such things; this is for the day on which somebody does.
"""

import re

from structlog.typing import EventDict, WrappedLogger

REMOVED = "[removed]"
# Fields, and keys of what is quoted in a sentence, whose values are nobody's business.
SECRET_KEYS = (
    *("access", "authorization", "body", "caption", "code", "cookie", "name", "password", "phone_number", "query"),
    *("refresh", "secret", "text", "to", "token", "username"),
)
# Made by us, and checked where they are made.
OURS = {"time", "level", "logger", "request_id", "process", "pid", "method", "route", "status", "duration_ms"}

PATTERNS = [
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # Anything that looks like a JSON Web Token, and whatever else is sent as a bearer token.
        (r"\beyJ[\w-]{5,}\.[\w-]*\.?[\w-]*", "[token]"),
        (r"\bbearer\s+[^\s\"',}]+", "Bearer [token]"),
        # Credentials in a URL, and what stands behind its question mark.
        (r"(?<=://)[^\s/@]*:[^\s/@]*@", "[credentials]@"),
        (r"\?[^\s\"'>?=&]+=[^\s\"'>]*", "?[query]"),
        # Quoted JSON, or Python's repr of it.
        (rf"([\"']({'|'.join(SECRET_KEYS)})[\"']\s*:\s*)(\"(\\.|[^\"\\])*\"|'(\\.|[^'\\])*'|\d+)", rf"\1{REMOVED}"),
        # Phone numbers: as E.164 has them, written with spaces, in a URL, or bare. A bare run of digits inside an id
        # or a longer number is none.
        (r"(\+|%2b)\d[\d ()/-]{5,18}\d", "[number]"),
        (r"(?<![\w.:-])\d{10,15}(?![\w:-])", "[number]"),
    )
]


def redact(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Structlog's processor: return the record without what should never have been in it."""
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
    """Return a text without what looks like a number, a token or somebody's words."""
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text
