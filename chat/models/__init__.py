"""Conversations and their participants. Messages, reactions, votes and so on are tables of chat/store."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from chat.models.fields import SeqRangesField
from common.ids import new_id


def changed_index(name: str, column: str = "changed_xid") -> BrinIndex:
    """Return an index on changed_xid, or on another column with a transaction id.

    Only BRIN may index a column that sends and reads change: it keeps updates HOT.
    """
    return BrinIndex(fields=[column], name=name, pages_per_range=8, autosummarize=True)


class Conversation(models.Model):
    """A direct conversation or a group, and its counters: last_seq numbers messages, position numbers changes."""

    class Kind(models.TextChoices):
        """Direct (two people, or one with themselves) or group."""

        DIRECT = "direct"
        GROUP = "group"

    class Role(models.IntegerChoices):
        """Roles, in ascending order of their permissions."""

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
    # The two ids in ascending order; unique, so two people have one direct conversation.
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
    """The minima over the watermarks of a group's active members, for its ticks. They never move back."""

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
    """One person in one conversation. The only table of membership, for direct conversations and for groups."""

    pk = models.CompositePrimaryKey("conversation_id", "user_id")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations", db_index=False
    )
    role = models.SmallIntegerField(choices=Conversation.Role, default=Conversation.Role.MEMBER)
    # The ranges of messages this person may see. The last range has no end while they are a member.
    visible_seqs = SeqRangesField()
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True)
    left_position = models.BigIntegerField(null=True)
    # The conversation and its receipts when the member left: a former member sees these.
    left_state = models.JSONField(null=True)
    # Null if the person left by themselves. A removed person cannot come back by an invite link.
    removed_by = models.UUIDField(null=True)
    delivered_seq = models.BigIntegerField(default=0)
    read_seq = models.BigIntegerField(default=0)
    # The read_seq that others see: in a direct conversation it stops while one of the two has switched read receipts
    # off.
    shown_read_seq = models.BigIntegerField(default=0)
    pushed_seq = models.BigIntegerField(default=0)
    silenced_until = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    # A direct conversation shows for the person who opened it; for the other person it shows from its first message on.
    opened_at = models.DateTimeField(null=True)
    request_state = models.CharField(max_length=8, null=True)
    muted_until = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    marked_unread = models.BooleanField(default=False)
    changed_xid = models.BigIntegerField()
    # The head of the conversation before messages were withheld from this person. They see this head until something
    # that they may see moves the conversation's changed_xid away from held_xid.
    held_xid = models.BigIntegerField(null=True)
    held_seq = models.BigIntegerField(null=True)
    held_position = models.BigIntegerField(null=True)
    held_at = models.DateTimeField(null=True)
    # The transaction of the latest change of delivered_seq or shown_read_seq, which the other person sees. In a group,
    # a change of delivered_seq alone moves only this one and not changed_xid: the poll sends no `mine` because of it.
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
            changed_index("participant_receipts_xid", "receipts_xid"),
        ]


class Draft(models.Model):
    """A person's unfinished message in one conversation."""

    pk = models.CompositePrimaryKey("conversation_id", "user_id")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    text = models.TextField()
    reply_to_seq = models.BigIntegerField(null=True)
    version = models.BigIntegerField()
    updated_at = models.DateTimeField(auto_now=True)
