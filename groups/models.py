"""Groups: what they have beside their conversation, which holds title, avatar, who may send, and slow mode."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override


class Permission(models.TextChoices):
    """Who may do something in a group."""

    EVERYONE = "everyone"
    ADMINS = "admins"


class History(models.TextChoices):
    """What new members see of what was said before they came."""

    ALL = "all"
    FROM_JOINING = "from_joining"


class Group(models.Model):
    """A group. Its id is that of its conversation."""

    conversation = models.OneToOneField(
        "chat.Conversation", on_delete=models.CASCADE, primary_key=True, related_name="group"
    )
    description = models.CharField(max_length=1024, blank=True)
    who_can_edit_info = models.CharField(max_length=8, choices=Permission, default=Permission.ADMINS)
    who_can_add_members = models.CharField(max_length=8, choices=Permission, default=Permission.ADMINS)
    history_for_new_members = models.CharField(max_length=12, choices=History, default=History.FROM_JOINING)
    join_approval = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(who_can_edit_info__in=Permission.values, who_can_add_members__in=Permission.values),
                name="group_permissions",
            ),
            models.CheckConstraint(condition=Q(history_for_new_members__in=History.values), name="group_history"),
        ]

    @override
    def __str__(self) -> str:
        return str(self.conversation_id)
