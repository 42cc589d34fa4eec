"""The URLs of the API's description, below /api/v1/."""

from django.urls import path

from config.schema.views import OpenApiView, SocketSchemaView, api_page

urlpatterns = [
    path("schema", OpenApiView.as_view()),
    path("schema/socket", SocketSchemaView.as_view()),
    path("docs", api_page),
]
