"""Groups.

A group's conversation holds title, avatar, the permission to send and slow mode; these rows hold the rest.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from typing_extensions import override

from common.ids import new_id


class Permission(models.TextChoices):
    """Who may do something in a group."""

    EVERYONE = "everyone"
    ADMINS = "admins"


class History(models.TextChoices):
    """Which messages new members see: all, or only those sent after they joined."""

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


HAS_USES_LEFT = Q(max_uses__isnull=True) | Q(uses__lt=F("max_uses"))
# A link by which a person can join now.
USABLE = HAS_USES_LEFT & Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))


class InviteLink(models.Model):
    """A link by which people join. The token is stored in plain text, because links are shown again to admins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invite_links")
    token = models.CharField(max_length=22, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    max_uses = models.IntegerField(null=True)
    # The number of people who became members by this link.
    uses = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(uses__gte=0), name="invite_link_uses"),
            models.CheckConstraint(
                condition=Q(max_uses__isnull=True) | Q(max_uses__gte=1, uses__lte=F("max_uses")),
                name="invite_link_max_uses",
            ),
        ]

    @override
    def __str__(self) -> str:
        return str(self.id)


class JoinRequest(models.Model):
    """A person with a link who waits for approval, or who was refused recently and cannot ask again for a while."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_requests", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    link = models.ForeignKey(InviteLink, on_delete=models.CASCADE, related_name="join_requests")
    requested_at = models.DateTimeField(auto_now_add=True)
    refused_at = models.DateTimeField(null=True)
    # The person withdrew the request after it was refused; they do not know of the refusal.
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "user"], name="join_request_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["group", "id"], condition=Q(refused_at__isnull=True), name="join_request_waiting"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.user_id} to {self.group_id}"
