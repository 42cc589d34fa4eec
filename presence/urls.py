"""The URLs of presence, below /api/v1/."""

from django.urls import path

from presence.views import StatusView

urlpatterns = [path("users/<id:user_id>/status", StatusView.as_view())]
