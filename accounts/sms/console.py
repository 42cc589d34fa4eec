"""The provider for development: it writes texts to a file, one JSON object per line."""

import os
from pathlib import Path

import orjson
from django.conf import settings

from common.clock import now, wire_time


def send(to: str, text: str, code: str) -> None:
    """Append {"to","text","code","at"} to <VAR_DIR>/dev/sms.jsonl; a line is one write, so lines never mix."""
    path = Path(settings.VAR_DIR) / "dev" / "sms.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    line = orjson.dumps({"to": to, "text": text, "code": code, "at": wire_time(now())}) + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
