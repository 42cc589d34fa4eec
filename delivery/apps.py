"""The Django app `delivery`."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Names the app."""

    name = "delivery"
