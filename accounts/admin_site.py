"""The site of all admin pages: who reaches it, how many passwords are checked, and what no page can be asked for."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from typing_extensions import override

from common.api import plain_problem
from common.errors import ApiError
from common.limits import Charge, charges_of_address, client_address, client_ip, spend

_OF_FILTERS = ("", "__exact", "__isnull", "__gte", "__lt")


class AllowedLookups:
    """A page may be filtered only by its own filters.

    Django's own rule lets the address of a page filter by every field, and so lets staff guess what no page shows, for
    example `?password__startswith=`.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Return whether the address may filter by this."""
        filters = [one for one in self.list_filter if isinstance(one, str)]  # type: ignore[attr-defined]  # ModelAdmin's
        return lookup in {f"{name}{suffix}" for name in filters for suffix in _OF_FILTERS}


class Site(admin.AdminSite):
    """The site. Its settings are ADMIN_PATH, ADMIN_NETWORKS and LIMIT_ADMIN_PASSWORDS_…."""

    @override
    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: "type[admin.ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        page = admin_class or admin.ModelAdmin
        super().register(model_or_iterable, type(page.__name__, (AllowedLookups, page), {}), **options)

    @override
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return _refusal(request) or super().login(request, extra_context)

    @override
    def password_change(  # type: ignore[override]  # a refusal is no template
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return _refusal(request) or super().password_change(request, extra_context)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a password that must not be checked. A check takes a core half a second."""
    if request.method != "POST":
        return None
    try:
        spend(*charges_of_address("admin_passwords", client_address(request)))
        spend(Charge("admin_passwords_in_all", "", shown=False))
    except ApiError as error:
        return plain_problem(error)
    return None


class AdminGate:
    """Django middleware: outside of ADMIN_NETWORKS, the admin pages look like pages that do not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on. Raises Http404."""
        if f"{request.path}/".startswith(f"/{settings.ADMIN_PATH}/") and not _may_enter(request):
            raise Http404
        return self.get_response(request)


def _may_enter(request: HttpRequest) -> bool:
    if not settings.ADMIN_NETWORKS:
        return True
    address = client_ip(request)
    return address is not None and any(address in network for network in settings.ADMIN_NETWORKS)
