"""Groups: what they have beside their conversation, which holds title, avatar, who may send, and slow mode."""

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


HAS_USES_LEFT = Q(max_uses__isnull=True) | Q(uses__lt=F("max_uses"))
# Whether a link still lets somebody in.
USABLE = HAS_USES_LEFT & Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))


class InviteLink(models.Model):
    """A link that lets people in. Its token is kept as it is, to be shown again to those who may pass it on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invite_links")
    token = models.CharField(max_length=22, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    max_uses = models.IntegerField(null=True)
    # How many became members by it.
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
    """Somebody came by a link and waits to be let in, or was refused lately: then nobody is asked again for a while."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_requests", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    link = models.ForeignKey(InviteLink, on_delete=models.CASCADE, related_name="join_requests")
    requested_at = models.DateTimeField(auto_now_add=True)
    refused_at = models.DateTimeField(null=True)
    # They took it back after it was refused, which they do not know.
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
