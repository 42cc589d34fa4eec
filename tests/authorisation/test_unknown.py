"""What somebody may not know of, though they know the rest: word for word like what does not exist, on both edges."""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from tests.authorisation.calls import filled, path_of, words
from tests.authorisation.cast import Cast
from tests.authorisation.cells import CommandRow, Row
from tests.authorisation.database import Database
from tests.authorisation.rows import ROWS
from tests.authorisation.rows.commands import ROWS as COMMAND_ROWS
from tests.authorisation.stage import ok
from tests.harness.people import Person
from tests.harness.sockets import CommandError


class Case(NamedTuple):
    """Whom something is kept from, and what it is: a message of a place, or a conversation."""

    person: str
    what: str
    find: Callable[[Cast], str]
    # A repeat of what hid it is answered as before.
    but: tuple[str, ...] = ()


def lying(role: str, target: str) -> Callable[[Cast], str]:
    return lambda cast: str(cast.places[role].messages[target][0]["id"])


CASES = {
    "hidden by oneself": Case("bob", "message", lying("participant", "hidden"), but=("?for=me", "me")),
    "said after one had left": Case("frieda", "message", lying("former", "after")),
    "withheld by one's block": Case("alice", "message", lying("blocked", "withheld")),
    "between two others": Case("charlie", "message", lying("blocked", "theirs")),
    "in a group one was never in": Case("charlie", "message", lying("former", "theirs")),
    "another two's conversation": Case("charlie", "conversation", lambda cast: cast.places["blocked"].conversation_id),
    "a group's conversation": Case("charlie", "conversation", lambda cast: cast.group_id),
    "oneself's notes": Case("alice", "conversation", lambda cast: cast.saved["participant"]["conversation_id"]),
}


def concerns(row: Row | CommandRow, case: Case) -> bool:
    """Tell whether a row's request names what is not to be known."""
    said = f"{row.route} {row.body}" if isinstance(row, Row) else str(row.fields)
    names = f"<id:{case.what}_id>" in said or f"{{{case.what}}}" in said
    allowed = row.query in case.but if isinstance(row, Row) else row.fields.get("for") in case.but
    return names and row.on != "saved" and not allowed


async def rest_answers(person: Person, ids: dict[str, str], case: Case) -> dict[str, Any]:
    """Return all that REST says to somebody, by row."""

    async def ask(row: Row) -> tuple[str, Any]:
        options = {} if row.body is None else {"json": filled(row.body, ids)}
        answer = await person.rest.request(row.method, path_of(row).format(**ids), **options)
        return f"{row} {row.body}", words(answer)

    return dict(await asyncio.gather(*(ask(row) for row in ROWS if concerns(row, case))))


async def socket_errors(cast: Cast, ids: dict[str, str], case: Case) -> dict[str, Any]:
    """Return all errors of the socket, by row."""

    async def ask(row: CommandRow) -> tuple[str, Any]:
        try:
            return str(row), await cast.sockets[case.person].command(row.command, **filled(row.fields, ids))
        except CommandError as error:
            return str(row), error.error.model_dump()

    return dict(await asyncio.gather(*(ask(row) for row in COMMAND_ROWS if concerns(row, case))))


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_what_is_kept_from_somebody_looks_like_nothing(cast: Cast, database: Database, case: Case) -> None:
    # Forwarding goes to where the person may write, so that only the source refuses it.
    sinks = {cast.PLAYERS[role]: saved["conversation_id"] for role, saved in cast.saved.items()}
    ids = cast.ids("participant") | {"saved": sinks.get(case.person, cast.group_id), case.what: case.find(cast)}
    nobodys = ids | {case.what: str(uuid4())}
    person = cast.people[case.person]
    before = database.state()
    theirs = await rest_answers(person, ids, case)
    assert theirs == await rest_answers(person, nobodys, case)
    assert {status for status, _, _ in theirs.values()} == {404}
    errors = await socket_errors(cast, ids, case)
    assert errors == await socket_errors(cast, nobodys, case)
    assert {error["code"] for error in errors.values()} == {"not_found"}
    assert len(theirs) >= 8
    assert len(errors) >= 3
    assert database.written_since(before) == []


@pytest.mark.asyncio(loop_scope="session")
async def test_a_conversation_nobody_has_written_in_is_unknown_to_the_other(cast: Cast, database: Database) -> None:
    ivan, mallory = cast.people["ivan"], cast.people["mallory"]
    opened = await ok(ivan.rest.post("/conversations", {"user_id": str(mallory.id)}))
    case = Case("mallory", "conversation", lambda _: str(opened["id"]))
    ids = cast.ids("participant") | {"conversation": case.find(cast)}
    before = database.state()
    theirs = await rest_answers(mallory, ids, case)
    assert theirs == await rest_answers(mallory, cast.elsewhere(ids), case)
    assert {status for status, _, _ in theirs.values()} == {404}
    assert database.written_since(before) == []


@pytest.mark.asyncio(loop_scope="session")
async def test_what_changed_after_one_had_left_says_nothing_more(cast: Cast, database: Database) -> None:
    frieda = cast.people["frieda"]
    message_id = cast.places["former"].messages["changed"][0]["id"]
    before = database.state()
    shown = await ok(frieda.rest.get(f"/messages/{message_id}"))
    assert (shown["unavailable"], shown["text"], shown["edited_at"]) == (True, None, None)
    into = {"conversation_ids": [cast.saved["former"]["conversation_id"]], "client_message_id": str(uuid4())}
    for method, of, options in (("GET", "reactions", {}), ("POST", "forward", {"json": into})):
        theirs = await frieda.rest.request(method, f"/messages/{message_id}/{of}", **options)
        nobodys = await frieda.rest.request(method, f"/messages/{uuid4()}/{of}", **options)
        assert (theirs.status_code, words(theirs)) == (404, words(nobodys))
    assert database.written_since(before) == []
