"""What is no API: pages for people, the admin, what config/asgi.py answers. Tokens mean nothing to any of it.

The admin shows nobody anything but the way to its login: it knows sessions of staff only.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A path to try with `{alice}` and the like, and what each method gets; `to`: where a redirect leads.

    forged: POST, PUT, PATCH and DELETE without a CSRF token, which are refused before anything is looked at.
    """

    path: str
    get: int
    head: int
    options: int
    trace: int
    forged: int
    post: int
    put: int
    patch: int
    delete: int
    to: str = ""


def shown(path: str) -> Page:
    """Return a page that all may read."""
    return Page(path, 200, 200, 405, 405, 403, 405, 405, 405, 405)


def to_login(path: str) -> Page:
    """Return a page that sends everybody to the login."""
    return Page(path, 302, 302, 302, 302, 403, 302, 302, 302, 302, "/admin/login/?next=/admin/")


PAGES = {
    "": shown("/"),
    "static/<path:path>": shown("/static/admin/css/base.css"),
    "api/v1/docs": shown("/api/v1/docs"),
    # A wrong password shows the form again.
    "admin/login/": Page("/admin/login/", 200, 200, 200, 405, 403, 200, 200, 405, 405),
    "admin/logout/": Page("/admin/logout/", 302, 302, 302, 302, 403, 302, 302, 302, 302, "/admin/"),
    "admin/": to_login("/admin/"),
    "admin/password_change/": to_login("/admin/password_change/"),
    "admin/password_change/done/": to_login("/admin/password_change/done/"),
    "admin/autocomplete/": to_login("/admin/autocomplete/?app_label=accounts&model_name=device&field_name=user"),
    "admin/jsi18n/": to_login("/admin/jsi18n/"),
    "admin/r/<path:content_type_id>/<path:object_id>/": to_login("/admin/r/1/{alice}/"),
    "admin/^(?P<app_label>groups|accounts|auth)/$": to_login("/admin/accounts/"),
    "admin/(?P<url>.*)$": to_login("/admin/nothing"),
    "admin/accounts/user/": to_login("/admin/accounts/user/"),
    "admin/accounts/user/add/": to_login("/admin/accounts/user/add/"),
    "admin/accounts/user/<path:object_id>/": to_login("/admin/accounts/user/{alice}/"),
    "admin/accounts/user/<path:object_id>/change/": to_login("/admin/accounts/user/{alice}/change/"),
    "admin/accounts/user/<path:object_id>/delete/": to_login("/admin/accounts/user/{alice}/delete/"),
    "admin/accounts/user/<path:object_id>/history/": to_login("/admin/accounts/user/{alice}/history/"),
    "admin/accounts/device/": to_login("/admin/accounts/device/"),
    "admin/accounts/device/add/": to_login("/admin/accounts/device/add/"),
    "admin/accounts/device/<path:object_id>/": to_login("/admin/accounts/device/{device}/"),
    "admin/accounts/device/<path:object_id>/change/": to_login("/admin/accounts/device/{device}/change/"),
    "admin/accounts/device/<path:object_id>/delete/": to_login("/admin/accounts/device/{device}/delete/"),
    "admin/accounts/device/<path:object_id>/history/": to_login("/admin/accounts/device/{device}/history/"),
    "admin/groups/group/": to_login("/admin/groups/group/"),
    "admin/groups/group/add/": to_login("/admin/groups/group/add/"),
    "admin/groups/group/<path:object_id>/": to_login("/admin/groups/group/{group}/"),
    "admin/groups/group/<path:object_id>/change/": to_login("/admin/groups/group/{group}/change/"),
    "admin/groups/group/<path:object_id>/delete/": to_login("/admin/groups/group/{group}/delete/"),
    "admin/groups/group/<path:object_id>/history/": to_login("/admin/groups/group/{group}/history/"),
    "admin/groups/invitelink/": to_login("/admin/groups/invitelink/"),
    "admin/groups/invitelink/add/": to_login("/admin/groups/invitelink/add/"),
    "admin/groups/invitelink/<path:object_id>/": to_login("/admin/groups/invitelink/{link}/"),
    "admin/groups/invitelink/<path:object_id>/change/": to_login("/admin/groups/invitelink/{link}/change/"),
    "admin/groups/invitelink/<path:object_id>/delete/": to_login("/admin/groups/invitelink/{link}/delete/"),
    "admin/groups/invitelink/<path:object_id>/history/": to_login("/admin/groups/invitelink/{link}/history/"),
    "admin/auth/group/": to_login("/admin/auth/group/"),
    "admin/auth/group/add/": to_login("/admin/auth/group/add/"),
    "admin/auth/group/<path:object_id>/": to_login("/admin/auth/group/1/"),
    "admin/auth/group/<path:object_id>/change/": to_login("/admin/auth/group/1/change/"),
    "admin/auth/group/<path:object_id>/delete/": to_login("/admin/auth/group/1/delete/"),
    "admin/auth/group/<path:object_id>/history/": to_login("/admin/auth/group/1/history/"),
}
# What config/asgi.py knows by name. /api/v1/sync is a row of the API, /ws/messages is tried with all commands; to
# HTTP it is not there.
OF_ASGI = {
    "/healthz": Page("/healthz", 200, 200, 405, 405, 405, 405, 405, 405, 405),
    "/readyz": Page("/readyz", 200, 200, 405, 405, 405, 405, 405, 405, 405),
    "/ws/messages": Page("/ws/messages", 404, 404, 404, 404, 404, 404, 404, 404, 404),
}
