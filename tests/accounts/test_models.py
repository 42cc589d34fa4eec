"""Rows that the database itself refuses."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from accounts.models import Block, Contact, OtpChallenge, Privacy, User
from common.clock import now
from tests.harness.people import new_phone_number


@pytest.fixture
def alice():
    return User.objects.create_user(new_phone_number())


@pytest.mark.parametrize("phone_number", ["", "0152", "+0123456789", "+49152 123", "4915212345678"])
def test_a_number_is_e164(phone_number):
    with pytest.raises(IntegrityError):
        User.objects.create_user(phone_number)


@pytest.mark.parametrize("username", ["", "abc", "1abcd", "a b c d", "äbcd", "abcd\n"])
def test_a_username_has_a_fixed_form(alice, username):
    with pytest.raises(IntegrityError):
        User.objects.filter(id=alice.id).update(username=username)


def test_an_erased_person_keeps_no_number(alice):
    with pytest.raises(IntegrityError):
        User.objects.filter(id=alice.id).update(erased_at=now())


def test_nobody_can_block_themselves_or_be_their_own_contact(alice):
    with pytest.raises(IntegrityError):
        Block.objects.create(blocker=alice, blocked=alice)
    with pytest.raises(IntegrityError):
        Contact.objects.create(owner=alice, person=alice)


def test_an_audience_is_one_of_three(alice):
    with pytest.raises(IntegrityError):
        Privacy.objects.create(user=alice, about="friends")


def test_a_number_has_one_open_challenge():
    fields = {
        "phone_number": new_phone_number(),
        "code_hash": b"",
        "attempts_left": 5,
        "expires_at": now(),
        "queued_at": now(),
    }
    OtpChallenge.objects.create(**fields)
    OtpChallenge.objects.create(**fields | {"used_at": now()})
    with pytest.raises(IntegrityError):
        OtpChallenge.objects.create(**fields)


def test_the_columns_that_move_with_every_change_have_brin_indexes_only():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'accounts_user' AND indexdef LIKE '%_xid%'")
        definitions = [row[0] for row in cursor.fetchall()]
    assert len(definitions) == 5
    assert all("USING brin" in definition and "pages_per_range='8'" in definition for definition in definitions)


def test_createsuperuser_makes_someone_who_may_use_the_admin(monkeypatch):
    number = new_phone_number()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery staple")
    call_command("createsuperuser", phone_number=number, interactive=False, verbosity=0)
    person = User.objects.get(phone_number=number)
    assert (person.is_staff, person.is_superuser) == (True, True)
    assert person.check_password("correct horse battery staple")


def test_the_migrations_match_the_models():
    call_command("makemigrations", "accounts", check=True, dry_run=True, verbosity=0)
