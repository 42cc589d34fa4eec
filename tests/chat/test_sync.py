"""GET /sync, the socket command, and the cursor that cannot miss a commit."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import psycopg
from django.conf import settings

from chat.selectors.live import changed_since
from common.database import connection
from tests.chat.loop import publishing
from tests.chat.test_message_changes import say
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson, StartStack

WAIT_SECONDS = 0.5


async def sync(person: Person, since: str | None = None, wait: int = 0) -> dict[str, Any]:
    query = "" if since is None else f"?since={since}&wait={wait}"
    answer = await person.rest.get(f"/sync{query}")
    assert answer.status_code == 200, answer.text
    synced: dict[str, Any] = answer.json()
    return synced


def texts(synced: dict[str, Any]) -> list[str | None]:
    return [c["last_message"] and c["last_message"]["text"] for c in synced["conversations"]]


async def test_a_snapshot_then_only_what_changed(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "One")
    first = await sync(bob)
    assert (texts(first), first["complete"], first["next"], first["reset"]) == (["One"], True, None, False)
    assert first["account"]["profile"]["name"] == "Bob"
    nothing = await sync(bob, first["cursor"])
    assert (nothing["conversations"], nothing["account"]) == ([], {})
    await say(alice, bob, "Two")
    second = await sync(bob, nothing["cursor"])
    assert texts(second) == ["Two"]
    await alice.rest.delete(f"/messages/{message['id']}?for=everyone")
    assert [c["position"] for c in (await sync(bob, second["cursor"]))["conversations"]] == [3]
    third = await sync(bob, second["cursor"])
    await bob.rest.post(f"/conversations/{message['conversation_id']}/read", {"seq": 2})
    [conversation] = (await sync(bob, third["cursor"]))["conversations"]
    assert conversation["my"]["read_seq"] == 2


async def test_changed_ticks_of_others_are_in_a_sync_too(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Seen?")
    before = await sync(alice)
    await bob.rest.post(f"/conversations/{message['conversation_id']}/delivered", {"seq": 1})
    [conversation] = (await sync(alice, before["cursor"]))["conversations"]
    assert conversation["receipts"] == {"delivered_to_all_seq": 1, "read_by_all_seq": 0}


async def test_a_poll_that_had_to_wait_for_a_connection_was_not_slow() -> None:
    async with publishing(), AsyncExitStack() as taken:
        for _ in range(settings.ASYNC_DATABASE_POOL_SIZE):
            await taken.enter_async_context(connection())
        polling = asyncio.ensure_future(changed_since(None, [], []))
        await asyncio.sleep(WAIT_SECONDS)  # no connection is free for this long
        await taken.aclose()
        assert (await polling).seconds < WAIT_SECONDS


async def test_private_state_of_one_person_is_not_in_the_others_sync(alice: Person, bob: Person) -> None:
    conversation = f"/conversations/{(await say(alice, bob, 'Hello'))['conversation_id']}"
    cursors = [(await sync(person))["cursor"] for person in (alice, bob)]
    async with publishing():
        before = await changed_since(None, [], [])
        await alice.rest.put(f"{conversation}/draft", {"text": "Perhaps", "reply_to_seq": None, "version": 1})
        await alice.rest.patch(conversation, {"pinned": True, "muted_until": None})
        updates = (await changed_since(before.snapshot, [alice.id, bob.id], [])).updates
    synced = [await sync(person, cursor) for person, cursor in zip((alice, bob), cursors, strict=True)]
    assert [len(one["conversations"]) for one in synced] == [1, 0]
    assert {one.user_id for one in updates} == {alice.id}
    await bob.rest.post(f"{conversation}/read", {"seq": 1})
    assert len((await sync(alice, synced[0]["cursor"]))["conversations"]) == 1


async def test_parts_of_the_account_and_hidden_messages_are_in_a_sync(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Hide me")
    before = await sync(bob)
    await bob.rest.patch("/users/me", {"about": "Away"})
    await bob.rest.delete(f"/messages/{message['id']}?for=me")
    account = (await sync(bob, before["cursor"]))["account"]
    assert account["profile"]["about"] == "Away"
    assert account["hidden_message_ids"] == [message["id"]]
    assert account.keys() == {"profile", "hidden_message_ids"}


async def test_pages_of_a_snapshot_and_of_changes_are_whole(
    alice: Person, new_person: NewPerson, start_stack: StartStack
) -> None:
    stack = start_stack(1, env={"SYNC_CONVERSATIONS": "2"}, own_servers=False)
    others = [await new_person(f"Person {number}") for number in range(5)]
    for other in others:
        await say(other, alice, f"From {other.id}")
    rest = alice.rest_at(stack.web[0])

    async def walk(query: str, name: str) -> tuple[list[str], str]:
        ids: list[str] = []
        for _ in range(10):
            page = (await rest.get(f"/sync{query}")).json()
            ids += [conversation["id"] for conversation in page["conversations"]]
            if page["complete"]:
                return ids, page["cursor"]
            query = f"?{name}={page['next'] if name == 'cursor' else page['cursor']}"
        raise AssertionError("no end")

    ids, cursor = await walk("", "cursor")
    assert len(ids) == len(set(ids)) == 5
    for other in others:
        await say(other, alice, "Again")
    changed, cursor = await walk(f"?since={cursor}", "since")
    assert sorted(changed) == sorted(ids)
    assert (await rest.get(f"/sync?since={cursor}")).json()["conversations"] == []


async def test_a_commit_that_began_before_the_cursor_and_ended_after_it_is_not_missed(
    alice: Person, bob: Person
) -> None:
    message = await say(alice, bob, "Before")
    async with await psycopg.AsyncConnection.connect(settings.DATABASE_URL) as slow:
        await slow.execute(
            "UPDATE chat_participant SET marked_unread = true, changed_xid = pg_current_xact_id()::text::bigint"
            " WHERE conversation_id = %s AND user_id = %s",
            [UUID(message["conversation_id"]), bob.id],
        )
        # Others begin and commit meanwhile, so that the open transaction lies between those that the cursor has seen.
        other = await say(alice, alice, "Meanwhile")
        synced = await sync(bob)
        assert synced["conversations"][0]["my"]["marked_unread"] is False
        assert (await sync(bob, synced["cursor"]))["conversations"] == []
        later = await sync(bob, synced["cursor"])
        await slow.commit()
    for cursor in (synced["cursor"], later["cursor"]):
        [conversation] = (await sync(bob, cursor))["conversations"]
        assert conversation["my"]["marked_unread"] is True
    assert other["seq"] == 1


async def test_a_foreign_or_broken_cursor_starts_from_the_beginning(alice: Person, bob: Person) -> None:
    await say(alice, bob, "Hello")
    for cursor in ((await sync(alice))["cursor"], "nonsense", (await sync(bob))["cursor"][:-1]):
        synced = await sync(bob, cursor)
        assert (synced["reset"], texts(synced)) == (True, ["Hello"])


async def test_a_long_poll_answers_when_something_happens(alice: Person, bob: Person) -> None:
    await say(alice, bob, "First")
    before = await sync(bob)
    polling = asyncio.create_task(sync(bob, before["cursor"], wait=20))
    done, _ = await asyncio.wait({polling}, timeout=0.5)
    assert not done
    await say(alice, bob, "Second")
    synced = await asyncio.wait_for(polling, 5)
    assert texts(synced) == ["Second"]
    nothing = await sync(bob, synced["cursor"], wait=1)
    assert (nothing["conversations"], nothing["complete"]) == ([], True)


async def test_revoking_the_device_ends_a_poll(alice: Person, bob: Person, web: list[WebProcess]) -> None:
    other = await bob.sign_in_again(web[0])
    before = await sync(bob)
    polling = asyncio.create_task(bob.rest.get(f"/sync?since={before['cursor']}&wait=25"))
    await asyncio.wait({polling}, timeout=0.5)
    assert (await other.rest.delete(f"/devices/{bob.device_id}")).status_code == 204
    answer = await asyncio.wait_for(polling, 5)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


async def test_300_polls_hold_no_thread_and_no_connection(alice: Person, bob: Person, web: list[WebProcess]) -> None:
    await say(alice, bob, "First")
    cursor = (await sync(bob))["cursor"]

    def threads() -> int:
        return len(list(Path(f"/proc/{web[1].pid}/task").iterdir()))

    async def backends() -> int:
        async with await psycopg.AsyncConnection.connect(settings.DATABASE_URL) as connection:
            row = await (await connection.execute("SELECT count(*) FROM pg_stat_activity")).fetchone()
            return int(row[0]) if row else 0

    threads_before, backends_before = threads(), await backends()
    limits = httpx2.Limits(max_connections=400)
    async with httpx2.AsyncClient(base_url=web[1].url, limits=limits, trust_env=False, timeout=40) as client:
        headers = {"Authorization": f"Bearer {bob.access}"}

        async def poll() -> httpx2.Response:
            return await client.get(f"/api/v1/sync?since={cursor}&wait=25", headers=headers)

        polls = [asyncio.create_task(poll()) for _ in range(300)]
        done, _ = await asyncio.wait(polls, timeout=3)
        assert not done
        # Meanwhile the process's own pools may have grown to their full size, but no further.
        assert threads() - threads_before <= settings.AUTHENTICATION_THREADS + settings.READ_THREADS
        assert await backends() - backends_before <= settings.ASYNC_DATABASE_POOL_SIZE + settings.DATABASE_POOL_SIZE
        await say(alice, bob, "Second")
        answers = await asyncio.wait_for(asyncio.gather(*polls), 20)
    assert {answer.status_code for answer in answers} == {200}
    assert all(texts(answer.json()) == ["Second"] for answer in answers)


async def test_bad_parameters_are_refused(bob: Person) -> None:
    cursor = (await sync(bob))["cursor"]
    wrong = (
        f"since={cursor}&wait=26",
        "wait=x",
        f"since={cursor}&cursor={cursor}",
        "limit=3",
        f"since={cursor}&since=x",
    )
    for query in wrong:
        answer = await bob.rest.get(f"/sync?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    async with httpx2.AsyncClient(trust_env=False) as nobody:
        answer = await nobody.get(f"{bob.process.url}/api/v1/sync")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


async def test_the_socket_syncs_on_the_same_cursor(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "One")
    async with bob.connect() as b:
        first = await b.command("sync")
        assert texts(first) == ["One"]
        await say(alice, bob, "Two")
        assert texts(await b.command("sync", since=first["cursor"])) == ["Two"]
        assert texts(await sync(bob, first["cursor"])) == ["Two"]
        changes = await b.command("changes", conversation_id=message["conversation_id"], after=1)
        assert ([m["text"] for m in changes["messages"]], changes["position"]) == (["Two"], 2)
        unique = str(uuid4())
        assert await b.command("send_message", recipient_id=str(alice.id), client_message_id=unique, text="3")
