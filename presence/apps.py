"""The Django app `presence`."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """Names the app."""

    name = "presence"
