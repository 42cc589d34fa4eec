"""The outside of the product as a Django app: it only owns commands."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Nothing else may depend on it: an image without this folder starts."""

    name = "ops"
