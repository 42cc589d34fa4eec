"""A cursor from before a restart of PostgreSQL: transaction ids that it knows may have been used again."""

from chat.selectors.sync_cursor import read, write
from tests.chat.test_message_changes import say
from tests.chat.test_sync import sync
from tests.harness.people import Person
from tests.harness.types import NewPerson


def as_before_a_restart(person: Person, cursor: str) -> str:
    """Return the cursor as a server that has ended since would have made it."""
    known = read(person.id, cursor)
    assert known is not None and known.since is not None  # noqa: PT018
    return write(person.id, known._replace(since=known.since._replace(started="0")))


async def test_conversations_and_the_account_are_listed_again(new_person: NewPerson) -> None:
    alice, bob = await new_person("Alice"), await new_person("Bob")
    await say(alice, bob, "Hello")
    assert (await bob.rest.patch("/users/me", {"name": "Bobby"})).status_code == 200
    cursor = (await sync(bob))["cursor"]
    nothing = await sync(bob, cursor)
    assert (nothing["conversations"], nothing["account"]) == ([], {})
    found = await sync(bob, as_before_a_restart(bob, cursor))
    assert (len(found["conversations"]), found["reset"]) == (1, False)
    assert found["account"]["profile"]["name"] == "Bobby"
    # The new cursor is one of the server that runs now.
    assert (await sync(bob, found["cursor"]))["account"] == {}
