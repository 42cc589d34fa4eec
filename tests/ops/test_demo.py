"""`manage.py demo`: people are made once and kept apart from other people, and one line signs in."""

import asyncio
import signal
from collections.abc import Iterator
from typing import Any

import httpx2
import psycopg
import pytest

from accounts.models import User
from common.bridge import in_thread
from ops.demo.groups import GROUPS
from ops.demo.pairs import PAIRS
from ops.demo.people import PEOPLE, SHOWN
from tests.chat.in_process import new_user
from tests.harness.demo import Demo
from tests.harness.servers import Servers
from tests.harness.stack import private_servers

TALKS = (*GROUPS, *PAIRS)


@pytest.fixture
def demo() -> Iterator[Demo]:
    """Return a demo that was never started."""
    fresh = Demo()
    yield fresh
    fresh.remove()


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    """Return a demo that was started for the first time."""
    started = Demo()
    assert f"demo: made {len(PEOPLE)} people" in started.start()
    yield started
    started.remove()


class Browser:
    """Does what a browser does with the link: keeps the cookie, and calls the API with the token it gets for it."""

    def __init__(self, demo: Demo) -> None:
        opened = httpx2.get(demo.link(), follow_redirects=False, trust_env=False)
        assert (opened.status_code, opened.headers["Location"]) == (302, f"{demo.url}/")
        assert opened.headers["Cache-Control"] == "no-store"
        cookie = opened.headers["Set-Cookie"]
        assert {"HttpOnly", "Secure", "SameSite=Strict"} < set(cookie.split("; "))
        self.api = f"{demo.url}/api/v1"
        headers = {"Cookie": cookie.partition(";")[0], "Origin": demo.url}
        answer = httpx2.post(f"{self.api}/auth/refresh", json={}, headers=headers, trust_env=False)
        assert answer.status_code == 200, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['access']}"}

    def get(self, path: str, **query: Any) -> Any:
        answer = httpx2.get(f"{self.api}{path}", params=query, headers=self.headers, trust_env=False)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Return the messages of each conversation, in the order of the list."""
        listed = self.get("/conversations", limit=100)["results"]
        return {one["id"]: self.get(f"/conversations/{one['id']}/messages", limit=100)["results"] for one in listed}


def test_the_first_start_makes_people_and_the_second_finds_them(running: Demo):
    browser = Browser(running)
    me = browser.get("/users/me")
    assert (me["name"], me["phone_number"]) == (PEOPLE[SHOWN].name, PEOPLE[SHOWN].phone_number)
    everything = browser.everything()
    check_times(browser.get("/conversations", limit=100)["results"], everything)
    check_talks(browser, everything)
    # Only the device of this browser: the people were made without leaving a device signed in.
    assert len(browser.get("/devices")["results"]) == 1
    assert running.signal(signal.SIGINT) == 0
    assert running.processes() == {}

    assert "demo: made" not in running.start()
    assert Browser(running).everything() == everything


def check_times(listed: list[dict[str, Any]], everything: dict[str, list[dict[str, Any]]]) -> None:
    """Times ascend as if each message had been sent then, and the list is in the order of the last messages."""
    for one in listed:
        messages = everything[one["id"]]
        times = [message["sent_at"] for message in messages]
        assert times == sorted(times)
        assert one["last_activity_at"] == times[-1]
        assert all(message["edited_at"] >= message["sent_at"] for message in messages if message["edited_at"])
    activity = [one["last_activity_at"] for one in listed]
    assert activity == sorted(activity, reverse=True)
    assert len({moment[:10] for moment in activity}) > 3


def check_talks(browser: Browser, everything: dict[str, list[dict[str, Any]]]) -> None:
    """What of the script can be seen: lines, replies, unread messages, a draft."""
    messages = [message for one in everything.values() for message in one]
    lines = [line for talk in TALKS for line in talk.lines]
    assert sum(message["kind"] != "system" for message in messages) == len(lines)
    for what, count in {
        "deleted_at": sum(line.deleted for line in lines),
        "edited_at": sum(bool(line.before) for line in lines),
        "pinned_at": sum(line.pinned for line in lines),
        "reply_to": sum(line.answers is not None for line in lines),
    }.items():
        assert sum(message[what] is not None for message in messages) == count > 0, what
    reacted = sum(reaction["count"] for message in messages for reaction in message["reactions"])
    assert reacted == sum(len(keys.split()) for line in lines for keys in line.reactions.values())
    listed = browser.get("/conversations", limit=100)["results"]
    assert sum(one["unread_count"] for one in listed) == sum(talk.unread.get(SHOWN, 0) for talk in TALKS)
    assert sum(one["unread_mentions"] for one in listed) == 1
    assert [one["my"]["draft"]["text"] for one in listed if one["my"]["draft"]] == [t.draft for t in TALKS if t.draft]
    assert sum(one["my"]["pinned_at"] is not None for one in listed) == sum(talk.pinned for talk in TALKS)
    assert sum(one["my"]["muted_until"] is not None for one in listed) == sum(bool(t.muted_days) for t in TALKS)


def test_the_link_is_the_whole_link(running: Demo):
    before = len(Browser(running).get("/devices")["results"])
    url = running.link()
    for wrong in (url[:-1], url + "x", url.rpartition("/")[0] + "/", url + "/"):
        answer = httpx2.get(wrong, trust_env=False)
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (404, None)
    assert httpx2.post(url, trust_env=False).status_code == 501
    # A link that is opened twice at the same time makes two devices.
    browsers = [Browser(running), Browser(running)]
    assert len(browsers[0].get("/devices")["results"]) == before + 2


def other_servers(servers: Servers) -> dict[str, str]:
    return {name: servers.environment[name] for name in ("DATABASE_URL", "REDIS_URL")}


async def test_a_database_with_other_people_is_left_alone(demo: Demo, servers: Servers):
    await in_thread(new_user)
    said = await asyncio.to_thread(demo.refused, **other_servers(servers))
    assert "people whom the demo did not make" in said
    assert await in_thread(numbers_of_the_demo) == 0


def numbers_of_the_demo() -> int:
    return User.objects.filter(phone_number__in=[person.phone_number for person in PEOPLE.values()]).count()


def test_a_start_that_was_interrupted_is_explained(demo: Demo):
    servers = private_servers()
    try:
        with psycopg.connect(servers.postgres.url) as connection:
            make = "INSERT INTO accounts_user (id, password, is_superuser, phone_number, name, about, locale, is_staff,"
            make += " created_at, profile_xid, contacts_xid, blocks_xid, privacy_xid, devices_xid)"
            make += " VALUES (gen_random_uuid(), '', false, %s, '', '', '', false, now(), 0, 0, 0, 0, 0)"
            connection.execute(make, [PEOPLE[SHOWN].phone_number])
        assert "was interrupted" in demo.refused(**other_servers(servers))
    finally:
        servers.remove()


def test_production_is_left_alone(demo: Demo):
    said = demo.refused(
        ENVIRONMENT="production",
        SECRET_KEY="gQ3v8wYc1NfT5rLx0bKpZ7sHj2dMaUe6",
        ALLOWED_HOSTS="chat.example.org",
        SMS_PROVIDER="http",
        SMS_HTTP_URL="https://sms.example.org",
    )
    assert "does not run with ENVIRONMENT=production" in said
