"""The Django app `media`."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Names the app."""

    name = "media"
