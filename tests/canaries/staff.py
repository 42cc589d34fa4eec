"""The admin, walked by a superuser: staff look after people, not into what they say."""

from django.test import Client

from accounts.models import User
from tests.canaries.fillers import Asking
from tests.canaries.walk import Answer, paths, routes
from tests.harness.people import new_phone_number


def walk_admin(asking: Asking) -> list[Answer]:
    """GET every page of the admin and return all answers."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser(new_phone_number(), "a long password"))
    answers = []
    for route in routes():
        if route.path.startswith("/admin/"):
            for path in paths(route, asking):
                answer = client.get(path)
                asked = f"GET {path} → {answer.status_code}"
                answers.append(Answer(asked, b"\r\n".join([str(answer.headers).encode(), answer.content])))
    return answers
