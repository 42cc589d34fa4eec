"""The admin's view of groups: look up only. Messages and members are not shown."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from typing_extensions import override

from groups.models import Group


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Groups are made and changed by their members, not here."""

    list_display = ("conversation_id", "who_can_add_members", "history_for_new_members", "join_approval")
    search_fields = ("conversation_id__exact",)
    search_help_text = "The id of the group"
    ordering = ("-conversation_id",)
    show_full_result_count = False
    fields = (
        "conversation_id",
        "description",
        "who_can_edit_info",
        "who_can_add_members",
        "history_for_new_members",
        "join_approval",
    )
    readonly_fields = fields

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
            # Comparing the id with what is no UUID raises.
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)
