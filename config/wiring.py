"""Which upper function stands behind each lower app's port. Assigned here and nowhere else."""

from accounts import selectors as accounts
from chat.selectors import live
from delivery import ports


def connect() -> None:
    """Assign every port; called once, when all apps are loaded."""
    ports.memberships_of = live.memberships_of
    ports.members_among = live.members_among
    ports.changed_since = live.changed_since
    ports.ended_devices = accounts.ended_devices
