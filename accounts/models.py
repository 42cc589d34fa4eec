"""People, their devices, the codes they sign in with, contacts, blocks and privacy settings."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.password_validation import validate_password
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from typing_extensions import override

from common.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Creates people; `createsuperuser` creates staff with it."""

    def create_user(self, phone_number: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        """Create a person by phone number (E.164). Only a person with a password can sign in to the admin.

        Raises Django's ValidationError if the password is weak.
        """
        user = self.model(phone_number=phone_number, **fields)
        if password is not None:
            validate_password(password, user)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, phone_number: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        """Create a person who may do everything in the admin."""
        return self.create_user(phone_number, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Erasure empties the row but keeps it, as a deleted account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_number = models.CharField(max_length=16, unique=True, null=True)
    username = models.CharField(max_length=32, null=True)
    name = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=140, blank=True)
    avatar_id = models.UUIDField(null=True)
    locale = models.CharField(max_length=16, blank=True)
    last_seen_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # The transaction of the latest change of each part. Sync sends a changed part as a whole.
    profile_xid = models.BigIntegerField(default=0)
    contacts_xid = models.BigIntegerField(default=0)
    blocks_xid = models.BigIntegerField(default=0)
    privacy_xid = models.BigIntegerField(default=0)
    devices_xid = models.BigIntegerField(default=0)

    USERNAME_FIELD = "phone_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("username"), name="user_username_ci"),
            models.CheckConstraint(
                condition=Q(phone_number__isnull=True) | Q(phone_number__regex=r"^\+[1-9][0-9]{5,14}$"),
                name="user_phone_number_e164",
            ),
            models.CheckConstraint(
                condition=Q(username__isnull=True) | Q(username__regex=r"^[A-Za-z][A-Za-z0-9_]{3,31}$"),
                name="user_username_form",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(phone_number__isnull=True, username__isnull=True),
                name="user_erased_is_empty",
            ),
        ]
        indexes: ClassVar = [
            BrinIndex(fields=[part], name=f"user_{part}", pages_per_range=8, autosummarize=True)
            for part in ("profile_xid", "contacts_xid", "blocks_xid", "privacy_xid", "devices_xid")
        ]

    @override
    def __str__(self) -> str:
        return str(self.id)

    @property
    @override
    def is_active(self) -> bool:  # type: ignore[override]  # a plain attribute in Django's class
        """Whether this person may sign in to the admin."""
        return self.suspended_at is None and self.erased_at is None


class Device(models.Model):
    """A session: one signed-in installation of a client. Revoked rows are kept, so that their tokens stay refused."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=64)
    platform = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    last_active_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    # Rotation: every token carries the generation it was made for. `refresh_used`: a token of the newest pair has been
    # used; from then on, tokens of the previous pair are old.
    refresh_generation = models.BigIntegerField(default=1)
    refresh_rotated_at = models.DateTimeField(auto_now_add=True)
    refresh_used = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "id"], condition=Q(revoked_at__isnull=True), name="device_active_by_user"),
        ]

    @override
    def __str__(self) -> str:
        return str(self.id)


class OtpChallenge(models.Model):
    """One code sent to one number. Only its keyed hash is stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_number = models.CharField(max_length=16)
    code_hash = models.BinaryField(max_length=32)
    attempts_left = models.SmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    # The time when sending was last queued, and the time when the provider took the text. If the second is missing for
    # too long, sending is queued again.
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(attempts_left__gte=0), name="otp_attempts_left_not_negative"),
            models.UniqueConstraint(
                fields=["phone_number"], condition=Q(used_at__isnull=True), name="otp_one_open_challenge"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="otp_expires_at")]

    @override
    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """`owner` has `person` in the address book, under a name that `owner` chose."""

    pk = models.CompositePrimaryKey("owner_id", "person_id")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="contacts")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_of")
    alias = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(owner=F("person")), name="contact_not_oneself"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.owner_id} knows {self.person_id}"


class Block(models.Model):
    """`blocker` blocks `blocked`."""

    pk = models.CompositePrimaryKey("blocker_id", "blocked_id")
    blocker = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="blocks")
    blocked = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_oneself"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"


class Audience(models.TextChoices):
    """Who may see something."""

    EVERYONE = "everyone"
    CONTACTS = "contacts"
    NOBODY = "nobody"


class Privacy(models.Model):
    """A person's privacy settings. A person without a row has the defaults."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="privacy")
    last_seen = models.CharField(max_length=8, choices=Audience, default=Audience.EVERYONE)
    avatar = models.CharField(max_length=8, choices=Audience, default=Audience.EVERYONE)
    about = models.CharField(max_length=8, choices=Audience, default=Audience.EVERYONE)
    group_invites = models.CharField(max_length=8, choices=Audience, default=Audience.EVERYONE)
    read_receipts = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    last_seen__in=Audience.values,
                    avatar__in=Audience.values,
                    about__in=Audience.values,
                    group_invites__in=Audience.values,
                ),
                name="privacy_audiences",
            ),
        ]

    @override
    def __str__(self) -> str:
        return str(self.user_id)


class IdempotencyKey(models.Model):
    """The answer to a write, for repeats with the same key.

    It is stored in the transaction of the write, unless doing the write again would change nothing.
    """

    pk = models.CompositePrimaryKey("user_id", "route", "key")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="idempotency_keys", db_index=False)
    route = models.CharField(max_length=160)
    key = models.CharField(max_length=128)
    digest = models.BinaryField(max_length=32)
    # Null while the write is running.
    status = models.SmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotency_key_created_at")]
