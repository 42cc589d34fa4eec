"""The admin pages of people and devices: look up, suspend, sign out. No page shows messages."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from typing_extensions import override

from accounts import services
from accounts.models import Device, User
from common.errors import ApiError

_STAFF_FIELDS = ("is_staff", "is_superuser", "groups", "user_permissions")
_SHOWN = ("id", "phone_number", "username", "name", "about", "created_at", "last_seen_at", "suspended_at", "erased_at")


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Rows can be neither added nor deleted in the admin."""

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """People. Only superusers may grant staff rights."""

    list_display = ("id", "username", "name", "created_at", "suspended_at")
    search_fields = ("phone_number__exact", "username__iexact", "id__exact")
    search_help_text = "The whole phone number (+49…), username or id"
    ordering = ("-id",)
    show_full_result_count = False
    fields = (*_SHOWN, *_STAFF_FIELDS)
    actions = ("suspend", "resume")

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return _SHOWN if getattr(request.user, "is_superuser", False) else (*_SHOWN, *_STAFF_FIELDS)

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term and not _is_uuid(search_term):
            # Comparing an id with a text that is no UUID raises.
            found = queryset.filter(phone_number=search_term) | queryset.filter(username__iexact=search_term)
            return found, False
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description="Suspend", permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Suspend the chosen people. Only superusers may suspend staff."""
        self._apply(request, queryset, services.suspend)

    @admin.action(description="Let in again", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End the suspension of the chosen people."""
        self._apply(request, queryset, services.resume)

    def _apply(self, request: HttpRequest, queryset: QuerySet[User], service: Any) -> None:  # noqa: ANN401
        people = queryset if getattr(request.user, "is_superuser", False) else queryset.filter(is_staff=False)
        done = 0
        for user_id in people.exclude(id__in=[request.user.pk]).values_list("id", flat=True):
            try:
                service(user_id)
            except ApiError:
                continue
            done += 1
            self.log_change(request, User(id=user_id), service.__name__)
        self.message_user(request, f"{done} of {queryset.count()} done")


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    """Signed-in devices."""

    list_display = ("id", "user_id", "platform", "name", "last_active_at", "revoked_at")
    search_fields = ("user__phone_number__exact",)
    search_help_text = "The whole phone number (+49…)"
    ordering = ("-id",)
    show_full_result_count = False
    fields = ("id", "user_id", "name", "platform", "created_at", "last_active_at", "revoked_at")
    readonly_fields = fields
    actions = ("sign_out",)

    @admin.action(description="Sign out", permissions=["change"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        """Sign the chosen devices out."""
        for user_id, device_id in queryset.filter(revoked_at=None).values_list("user_id", "id"):
            services.revoke_device(user_id, device_id)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
