"""What moderators can do: look people up, suspend them, sign devices out."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts import services
from accounts.models import Device, User
from common.errors import ApiError
from tests.harness.people import new_phone_number

USERS = "/admin/accounts/user/"
DEVICES = "/admin/accounts/device/"


def admin_of(user):
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


@pytest.fixture
def moderator():
    user = User.objects.create_user(new_phone_number(), "a long password", is_staff=True)
    names = ("view_user", "change_user", "view_device", "change_device")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def act(client, page, action, *rows: User | Device):
    return client.post(page, {"action": action, "_selected_action": [str(row.pk) for row in rows]})


def test_people_are_found_by_the_whole_number_only(moderator, sign_in):
    alice = sign_in().user
    client = admin_of(moderator)
    assert str(alice.id) in client.get(USERS, {"q": alice.phone_number}).content.decode()
    assert str(alice.id) not in client.get(USERS, {"q": alice.phone_number[:8]}).content.decode()
    assert str(alice.id) in client.get(USERS, {"q": str(alice.id)}).content.decode()
    assert client.get(f"{USERS}{alice.id}/change/").status_code == 200


def test_suspending_ends_access_and_resuming_gives_it_back(moderator, sign_in):
    alice = sign_in()
    client = admin_of(moderator)
    services.authenticate(alice.pair.access)
    assert act(client, USERS, "suspend", alice.user).status_code == 302
    with pytest.raises(ApiError):
        services.authenticate(alice.pair.access)
    act(client, USERS, "resume", alice.user)
    assert services.authenticate(alice.pair.access).user_id == alice.user.id


def test_a_moderator_cannot_suspend_staff(moderator):
    boss = User.objects.create_superuser(new_phone_number(), "a long password")
    act(admin_of(moderator), USERS, "suspend", boss, moderator)
    assert User.objects.filter(id__in=[boss.id, moderator.id], suspended_at=None).count() == 2


def test_a_moderator_cannot_grant_rights_or_change_profiles(moderator, sign_in):
    alice = sign_in().user
    form = {"is_staff": "on", "is_superuser": "on", "name": "changed", "phone_number": new_phone_number()}
    admin_of(moderator).post(f"{USERS}{alice.id}/change/", form)
    after = User.objects.get(id=alice.id)
    assert (after.is_staff, after.is_superuser, after.name, after.phone_number) == (
        False,
        False,
        "",
        alice.phone_number,
    )


def test_nobody_adds_or_deletes_people(sign_in):
    boss = User.objects.create_superuser(new_phone_number(), "a long password")
    client = admin_of(boss)
    assert client.get(f"{USERS}add/").status_code == 403
    assert client.get(f"{USERS}{sign_in().user.id}/delete/").status_code == 403


def test_a_moderator_signs_a_device_out(moderator, sign_in):
    alice = sign_in()
    act(admin_of(moderator), DEVICES, "sign_out", alice.device)
    assert Device.objects.get(id=alice.device.id).revoked_at is not None
    with pytest.raises(ApiError):
        services.authenticate(alice.pair.access)


def test_a_suspended_moderator_has_no_access(moderator):
    client = admin_of(moderator)
    assert client.get(USERS).status_code == 200
    services.suspend(moderator.id)
    assert client.get(USERS).status_code == 302


def test_people_without_staff_rights_see_nothing(sign_in):
    assert admin_of(sign_in().user).get(USERS).status_code == 302
