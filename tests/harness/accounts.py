"""People with a device, made in the database: only tests about signing in need codes over the wire."""

from typing import Any

from django.conf import settings
from django.db import connections, transaction
from psycopg.conninfo import conninfo_to_dict

from accounts.models import Device, User
from accounts.tokens import make_pair


def make_account(database_url: str, phone_number: str, name: str, username: str | None = None) -> dict[str, Any]:
    """Sign a new person up in any database of these tests, and return what /auth/verify answers."""
    database = database_of(database_url)
    with transaction.atomic(using=database):
        user = User.objects.using(database).create(phone_number=phone_number, name=name, username=username)
        device = Device.objects.using(database).create(user=user, name="Test device", platform="web")
    if database != "default":
        # The test may stop that server.
        connections[database].close()
    pair = make_pair(user.id, device.id, device.refresh_generation, device.refresh_rotated_at)
    return {"user": {"id": str(user.id)}, "device": {"id": str(device.id)}} | pair._asdict()


def database_of(url: str) -> str:
    """Return Django's name of a database: the session's is the default, others get their URL as their name."""
    if url == settings.DATABASE_URL:
        return "default"
    if url not in connections.settings:
        ours = connections.settings["default"]
        place = conninfo_to_dict(url)
        options = {name: value for name, value in ours["OPTIONS"].items() if name != "pool"}
        connections.settings[url] = ours | {"HOST": place["host"], "NAME": place["dbname"], "OPTIONS": options}
    return url
