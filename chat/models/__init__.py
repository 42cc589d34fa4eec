"""Conversations and who takes part in them. Messages and what hangs on them are tables of chat/store."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from chat.models.fields import SeqRangesField
from common.ids import new_id


def changed_index(name: str) -> BrinIndex:
    """Return the one index that may name a column which sends and reads move: BRIN does not end HOT updates."""
    return BrinIndex(fields=["changed_xid"], name=name, pages_per_range=8, autosummarize=True)


class Conversation(models.Model):
    """A direct conversation or a group, and its counters: last_seq numbers messages, position numbers changes."""

    class Kind(models.TextChoices):
        """Between two people (or with oneself), or of a group."""

        DIRECT = "direct"
        GROUP = "group"

    class Role(models.IntegerChoices):
        """Roles in ascending order of what they may do."""

        MEMBER = 0
        ADMIN = 1
        OWNER = 2

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    last_seq = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    state_position = models.BigIntegerField(default=0)
    members_version = models.BigIntegerField(default=1)
    changed_xid = models.BigIntegerField()
    title = models.CharField(max_length=128, null=True)
    avatar_id = models.UUIDField(null=True)
    participant_count = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    last_activity_at = models.DateTimeField(auto_now_add=True)
    # The two ids in ascending order: there is one direct conversation between two people.
    direct_key = models.CharField(max_length=73, unique=True, null=True)
    post_min_role = models.SmallIntegerField(choices=Role, default=Role.MEMBER)
    slow_mode_seconds = models.IntegerField(default=0)
    message_ttl_seconds = models.IntegerField(null=True)
    encryption = models.CharField(max_length=16, null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["direct", "group"]), name="conversation_kind"),
            models.CheckConstraint(
                condition=Q(kind="direct", direct_key__isnull=False, title__isnull=True)
                | Q(kind="group", direct_key__isnull=True),
                name="conversation_direct_key",
            ),
            models.CheckConstraint(
                condition=Q(last_seq__gte=0, position__gte=F("last_seq"), state_position__lte=F("position")),
                name="conversation_counters",
            ),
            models.CheckConstraint(condition=Q(post_min_role__in=[0, 1, 2]), name="conversation_post_min_role"),
        ]
        indexes: ClassVar = [changed_index("conversation_changed_xid")]

    @override
    def __str__(self) -> str:
        return str(self.id)


class ConversationReceipts(models.Model):
    """What the ticks of a group need: the least of all active members' watermarks. Only growing."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="receipts"
    )
    delivered_to_all_seq = models.BigIntegerField(default=0)
    read_by_all_seq = models.BigIntegerField(default=0)
    changed_xid = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(read_by_all_seq__gte=0, delivered_to_all_seq__gte=F("read_by_all_seq")),
                name="receipts_order",
            ),
        ]
        indexes: ClassVar = [changed_index("receipts_changed_xid")]

    @override
    def __str__(self) -> str:
        return str(self.conversation_id)


class Participant(models.Model):
    """One person in one conversation: the one membership table, for direct conversations and groups alike."""

    pk = models.CompositePrimaryKey("conversation_id", "user_id")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations", db_index=False
    )
    role = models.SmallIntegerField(choices=Conversation.Role, default=Conversation.Role.MEMBER)
    # Open at the end while a member; survives leaving and rejoining.
    visible_seqs = SeqRangesField()
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True)
    left_position = models.BigIntegerField(null=True)
    # What a former member is told of the conversation and its receipts: as they were when they left.
    left_state = models.JSONField(null=True)
    # Null for who left by themselves. An invite link does not bring back who was removed.
    removed_by = models.UUIDField(null=True)
    delivered_seq = models.BigIntegerField(default=0)
    read_seq = models.BigIntegerField(default=0)
    # What others are shown of read_seq: it stands still where either of two people has read receipts switched off.
    shown_read_seq = models.BigIntegerField(default=0)
    pushed_seq = models.BigIntegerField(default=0)
    silenced_until = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    # A direct conversation shows for who opened it, and for the other with its first message.
    opened_at = models.DateTimeField(null=True)
    request_state = models.CharField(max_length=8, null=True)
    muted_until = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    marked_unread = models.BooleanField(default=False)
    changed_xid = models.BigIntegerField()
    # The same of what the other one of two people is shown: delivered_seq and shown_read_seq.
    receipts_xid = models.BigIntegerField(db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    shown_read_seq__gte=0,
                    read_seq__gte=F("shown_read_seq"),
                    delivered_seq__gte=F("read_seq"),
                    pushed_seq__gte=0,
                ),
                name="participant_watermarks",
            ),
            models.CheckConstraint(condition=Q(role__in=[0, 1, 2]), name="participant_role"),
            models.CheckConstraint(
                condition=Q(request_state__isnull=True) | Q(request_state__in=["pending", "accepted", "refused"]),
                name="participant_request_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "conversation"], name="participant_by_user"),
            changed_index("participant_changed_xid"),
        ]


class Draft(models.Model):
    """A message one person has begun to write in one conversation."""

    pk = models.CompositePrimaryKey("conversation_id", "user_id")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    text = models.TextField()
    reply_to_seq = models.BigIntegerField(null=True)
    version = models.BigIntegerField()
    updated_at = models.DateTimeField(auto_now=True)
