"""The Django app `groups`."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Names the app."""

    name = "groups"
