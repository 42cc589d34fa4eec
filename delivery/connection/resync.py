"""The one update that delivery itself makes."""

import orjson


def resync_frame(reason: str) -> bytes:
    """Return the encoded `resync` update."""
    return orjson.dumps({"update": "resync", "reason": reason})


RESYNC_AFTER_SLOW = resync_frame("slow")
