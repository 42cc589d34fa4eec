"""What moderators see of groups: the group, by its id, and no way to change it."""

from uuid import UUID

from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from groups import services
from groups.serializers import CreateGroup
from tests.chat.in_process import new_user
from tests.harness.people import new_phone_number

GROUPS = "/admin/groups/group/"


def test_a_group_is_found_by_its_id_and_only_looked_at():
    moderator = User.objects.create_user(new_phone_number(), "a long password", is_staff=True)
    moderator.user_permissions.set(Permission.objects.filter(codename="view_group", content_type__app_label="groups"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(moderator)
    group_id: UUID = services.create_group(new_user(), CreateGroup(name="Team", description="Every Sunday"))
    assert str(group_id) in client.get(GROUPS, {"q": str(group_id)}).content.decode()
    assert str(group_id) not in client.get(GROUPS, {"q": "Sunday"}).content.decode()
    page = client.get(f"{GROUPS}{group_id}/change/").content.decode()
    assert "Every Sunday" in page
    assert 'name="_save"' not in page
    assert client.get(f"{GROUPS}add/").status_code == 403
