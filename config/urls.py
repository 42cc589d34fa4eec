"""Every URL of the project."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config.views import front_page, static_file

handler400 = "common.api.bad_request"
handler404 = "common.api.page_not_found"
handler500 = "common.api.server_error"

urlpatterns = [
    path("", front_page),
    path("static/<path:path>", static_file),
    path("api/v1/", include("accounts.urls")),
    path("api/v1/", include("chat.urls")),
    path("api/v1/", include("presence.urls")),
    path("api/v1/", include("groups.urls")),
    path("api/v1/", include("config.schema.urls")),
    *([path(f"{settings.ADMIN_PATH}/", admin.site.urls)] if settings.ADMIN_PATH else []),
]
