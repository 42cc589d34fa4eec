"""Time on the wire: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time as an aware datetime in UTC."""
    return datetime.now(UTC)


def wire_time(moment: datetime) -> str:
    """Return `moment` in the format of the wire: 2026-11-24T06:25:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
