"""The admin pages of groups: read-only. They show no messages, no members and no tokens of links."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from typing_extensions import override

from groups.models import Group, InviteLink


class LookUpOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Rows are found by the group's id; only the group's members can change them."""

    show_full_result_count = False
    search_help_text = "The id of the group"

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        try:
            UUID(search_term or "0" * 32)
        except ValueError:
            # Comparing an id with a text that is no UUID raises.
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Group)
class GroupAdmin(LookUpOnly):
    """Groups."""

    list_display = ("conversation_id", "who_can_add_members", "history_for_new_members", "join_approval")
    search_fields = ("conversation_id__exact",)
    ordering = ("-conversation_id",)
    fields = (
        "conversation_id",
        "description",
        "who_can_edit_info",
        "who_can_add_members",
        "history_for_new_members",
        "join_approval",
    )
    readonly_fields = fields


@admin.register(InviteLink)
class InviteLinkAdmin(LookUpOnly):
    """Invite links, without the token, with which staff could join."""

    list_display = ("id", "group_id", "uses", "max_uses", "expires_at", "revoked_at")
    search_fields = ("group_id__exact",)
    ordering = ("-id",)
    fields = ("id", "group_id", "created_by_id", "created_at", "expires_at", "max_uses", "uses", "revoked_at")
    readonly_fields = fields
