"""The outside of the product as a Django app, which only owns commands."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """No other app may depend on this one: an image without this folder starts."""

    name = "ops"
