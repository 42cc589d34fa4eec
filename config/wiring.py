"""Assigns the functions of upper apps to the ports of lower apps. Only this module assigns ports."""

from accounts import selectors as accounts
from chat.feed import trigger
from chat.selectors import live
from delivery import ports


def connect() -> None:
    """Assign every port. Called once, when all apps are loaded."""
    ports.memberships_of = live.memberships_of
    ports.members_among = live.members_among
    ports.changed_since = live.changed_since
    ports.ended_devices = accounts.ended_devices
    ports.published = trigger.changes_published
