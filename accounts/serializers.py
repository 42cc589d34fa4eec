"""Bodies and answers of sign-in, devices, people, privacy and the address book."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from accounts.models import Device, User
from accounts.selectors import profile
from common.clock import wire_time
from common.parsing import Boolean, Id, Shape, Text, one_line, stripped


def _text(least: int, most: int) -> object:
    return Field(min_length=least, max_length=most)


Name = Annotated[Text, AfterValidator(stripped), _text(1, 64), AfterValidator(one_line)]
About = Annotated[Text, AfterValidator(stripped), _text(0, 140)]
Username = Annotated[Text, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$")]


class OtpRequest(Shape):
    """POST /auth/otp."""

    phone_number: Text
    region: Text | None = None


class OtpAnswer(Shape):
    """An open challenge; its code is being sent."""

    challenge_id: Id
    expires_at: str
    resend_at: str


class DeviceDescription(Shape):
    """The name and platform of a new device. `platform` is a short identifier: web, android, ios, desktop."""

    name: Name
    platform: Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_-]{0,15}$")]


class VerifyRequest(Shape):
    """POST /auth/verify."""

    challenge_id: Id
    code: Annotated[Text, Field(pattern=r"^[0-9]{6}$")]
    device: DeviceDescription
    refresh_in: Literal["body", "cookie"] = "body"


class UserAnswer(Shape):
    """A person, as others see them."""

    id: Id
    name: str
    about: str
    username: str | None
    avatar: None


class OwnUserAnswer(UserAnswer):
    """The caller's own profile."""

    phone_number: str


class DeviceAnswer(Shape):
    """A signed-in device."""

    id: Id
    name: str
    platform: str
    created_at: str
    last_active_at: str
    current: Boolean


class PersonAnswer(UserAnswer):
    """GET /users/{id}: the parts that the caller may see. Only the caller's own profile has `phone_number`."""

    phone_number: str = ""


class PeopleAnswer(Shape):
    """GET /users?username=: one person or none."""

    results: list[PersonAnswer]
    next: None = None


class BlocksAnswer(Shape):
    """A page of the people whom the caller blocks, by id."""

    results: list[UserAnswer]
    next: str | None


class ContactAnswer(Shape):
    """A person in the address book; alias is empty if none was given."""

    user: UserAnswer
    alias: str


class ContactsAnswer(Shape):
    """A page of the address book, by id."""

    results: list[ContactAnswer]
    next: str | None


class ContactRequest(Shape):
    """PUT /contacts/{user_id}. Without an alias, or with null, the contact has none."""

    alias: Name | None = None


Audience = Literal["everyone", "contacts", "nobody"]


class PrivacyAnswer(Shape):
    """Who may see which parts of a person, who may add them to groups, and whether others see read receipts."""

    last_seen: Audience
    avatar: Audience
    about: Audience
    group_invites: Audience
    read_receipts: Boolean


class PrivacyRequest(Shape):
    """PATCH /users/me/privacy. Absent fields stay."""

    last_seen: Audience = "everyone"
    avatar: Audience = "everyone"
    about: Audience = "everyone"
    group_invites: Audience = "everyone"
    read_receipts: Boolean = True


class VerifyAnswer(Shape):
    """The new session. `refresh` is absent if it was put into the cookie."""

    access: str
    refresh: str = ""
    user: OwnUserAnswer
    device: DeviceAnswer
    is_new_user: Boolean


class RefreshRequest(Shape):
    """POST /auth/refresh. Without `refresh`, the cookie is used."""

    refresh: Text | None = None


class RefreshAnswer(Shape):
    """The pair that is valid now. `refresh` is absent if it was put into the cookie."""

    access: str
    refresh: str = ""


class DevicesAnswer(Shape):
    """A page of devices, newest first."""

    results: list[DeviceAnswer]
    next: str | None


class Empty(Shape):
    """A body without fields."""


class ProfileRequest(Shape):
    """PATCH /users/me. Absent fields stay; null removes the username."""

    name: Name = ""
    about: About = ""
    username: Username | None = None


def own_user(user: User) -> OwnUserAnswer:
    """Return a person's own wire form."""
    return OwnUserAnswer(**profile(user), phone_number=user.phone_number or "")


def device_answer(device: Device, current_id: object) -> DeviceAnswer:
    """Return a device's wire form; `current_id` is the caller's own device."""
    return DeviceAnswer(
        id=device.id,
        name=device.name,
        platform=device.platform,
        created_at=wire_time(device.created_at),
        last_active_at=wire_time(device.last_active_at),
        current=device.id == current_id,
    )
