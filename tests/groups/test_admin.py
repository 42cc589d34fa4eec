"""What moderators see of groups: a group and its links, found by its id. They can neither change nor use them."""

from uuid import UUID

from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from groups import selectors, services
from groups.serializers import CreateGroup, CreateInviteLink
from tests.chat.in_process import new_user
from tests.harness.people import new_phone_number

GROUPS, LINKS = "/admin/groups/group/", "/admin/groups/invitelink/"


def moderator() -> Client:
    """Return the client of a moderator who may view everything about groups."""
    user = User.objects.create_user(new_phone_number(), "a long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_", content_type__app_label="groups"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def test_a_group_is_found_by_its_id_and_cannot_be_changed():
    client = moderator()
    group_id: UUID = services.create_group(new_user(), CreateGroup(name="Team", description="Every Sunday"))
    assert str(group_id) in client.get(GROUPS, {"q": str(group_id)}).content.decode()
    assert str(group_id) not in client.get(GROUPS, {"q": "Sunday"}).content.decode()
    page = client.get(f"{GROUPS}{group_id}/change/").content.decode()
    assert "Every Sunday" in page
    assert 'name="_save"' not in page
    assert client.get(f"{GROUPS}add/").status_code == 403


def test_a_link_is_shown_without_its_token():
    client, owner = moderator(), new_user()
    group_id: UUID = services.create_group(owner, CreateGroup(name="Team"))
    link = selectors.invite_link(group_id, services.create_invite_link(owner, group_id, CreateInviteLink(max_uses=7)))
    for place in (f"{LINKS}?q={group_id}", f"{LINKS}{link.id}/change/"):
        page = client.get(place).content.decode()
        assert str(link.id) in page
        assert str(group_id) in page
        assert link.token not in page
    assert 'name="_save"' not in page
    assert client.get(f"{LINKS}add/").status_code == 403
    assert client.get(f"{LINKS}{link.id}/delete/").status_code == 403
