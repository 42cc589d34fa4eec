"""What moderators can do: look people up, suspend them, sign devices out."""

import os
import subprocess
import sys
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import authenticate as django_authenticate
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory, override_settings

from accounts import services
from accounts.models import Device, User
from common.errors import ApiError
from common.ids import new_id
from tests.harness.people import new_phone_number
from tests.harness.servers import clean_environment

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


PASSWORD = "a long password"
SECRETS = ("password__startswith", "password", "phone_number__startswith", "token__startswith", "user__password__regex")


def sign_in_page(user, password, address):
    client = Client(SERVER_NAME="localhost", REMOTE_ADDR=address)
    form = {"username": user.phone_number, "password": password}
    return client.post("/admin/login/?next=/admin/", form)


@pytest.fixture
def address():
    bits = new_id().int
    return f"10.{bits & 255}.{bits >> 8 & 255}.{bits >> 16 & 255}"


def test_passwords_are_limited_before_they_are_checked(moderator, address, monkeypatch):
    checked = []

    def authenticate(*arguments: Any, **credentials: Any):
        checked.append(credentials["password"])
        return django_authenticate(*arguments, **credentials)

    monkeypatch.setattr("django.contrib.auth.forms.authenticate", authenticate)
    with override_settings(LIMIT_ADMIN_PASSWORDS_PER_ADDRESS="2/hour"):
        for _ in range(2):
            assert sign_in_page(moderator, "wrong", address).status_code == 200
        refused = sign_in_page(moderator, PASSWORD, address)
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert int(refused["Retry-After"]) > 0
        assert checked == ["wrong"] * 2
        assert sign_in_page(moderator, PASSWORD, "203.0.113.9").status_code == 302
    assert sign_in_page(moderator, PASSWORD, address).status_code == 302


def test_the_old_password_is_limited_too(moderator, address):
    client = admin_of(moderator)
    with override_settings(LIMIT_ADMIN_PASSWORDS_PER_ADDRESS="1/hour"):
        form = {"old_password": "wrong", "new_password1": "another long one", "new_password2": "another long one"}
        assert client.post("/admin/password_change/", form, REMOTE_ADDR=address).status_code == 200
        assert client.post("/admin/password_change/", form, REMOTE_ADDR=address).status_code == 429


@pytest.mark.parametrize("password", ["1", "short words", "123456789012345", "1q2w3e4r5t6y"])
def test_weak_passwords_are_refused(password, monkeypatch):
    number = new_phone_number()
    for make in (User.objects.create_user, User.objects.create_superuser):
        with pytest.raises(ValidationError):
            make(number, password)
    with pytest.raises(ValidationError):
        User.objects.create_superuser(number, f"x{number}")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "1")
    with pytest.raises(CommandError, match="password"):
        call_command("createsuperuser", phone_number=number, interactive=False, verbosity=0)
    assert not User.objects.filter(phone_number=number).exists()


def test_no_page_can_be_filtered_by_a_field_that_it_does_not_offer():
    client, request = admin_of(User.objects.create_superuser(new_phone_number(), PASSWORD)), RequestFactory().get("/")
    for model, page in admin.site._registry.items():
        names = [field.name for field in model._meta.get_fields()]
        lookups = [f"{name}{suffix}" for name in names for suffix in ("", "__startswith", "__password__startswith")]
        assert [lookup for lookup in (*lookups, *SECRETS) if page.lookup_allowed(lookup, "x", request)] == []
        place = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(place).status_code == 200
        for lookup in SECRETS:
            answer = client.get(place, {lookup: "x"})
            assert answer.status_code == 400 or answer.headers["Location"].endswith("?e=1"), (place, lookup)


def test_outside_of_their_networks_the_admin_pages_do_not_exist(moderator):
    client = Client(SERVER_NAME="localhost")
    with override_settings(ADMIN_NETWORKS=[ip_network("10.1.0.0/16"), ip_network("2001:db8::/48")]):
        for address in ("10.1.2.3", "2001:db8::1", "::ffff:10.1.2.3"):
            assert client.get("/admin/login/", REMOTE_ADDR=address).status_code == 200
        absent = client.get("/nothing/", REMOTE_ADDR="10.2.0.1")
        for address in ("10.2.0.1", "203.0.113.7", "2001:db8:1::1", "nonsense"):
            for path in ("/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/jsi18n/", "/admin"):
                hidden = client.get(path, REMOTE_ADDR=address)
                assert (
                    (hidden.status_code, hidden.content)
                    == (absent.status_code, absent.content)
                    == (404, hidden.content)
                )
        forwarded = client.get("/admin/login/", REMOTE_ADDR="203.0.113.7", headers={"X-Forwarded-For": "10.1.2.3"})
        assert forwarded.status_code == 404


def in_a_process(**environment: str):
    code = """
import django; django.setup()
from django.test import Client
for path in ("/admin/login/", "/control/room/login/"):
    print(Client(SERVER_NAME="localhost").get(path).status_code, end=" ")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=clean_environment({**os.environ, **environment}),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr


def test_the_admin_pages_can_be_moved_and_left_out():
    assert in_a_process(ADMIN_PATH="/control/room/") == "404 200"
    assert in_a_process(ADMIN_PATH="") == "404 404"
    assert "ADMIN_NETWORKS must be networks" in in_a_process(ADMIN_NETWORKS="10.0.0.1/8")
