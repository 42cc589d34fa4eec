"""Every command of the socket, as everybody."""

import asyncio
from typing import Any

import pytest

from tests.authorisation.calls import filled
from tests.authorisation.cast import Cast
from tests.authorisation.cells import SIGNED_IN, SIGNED_OUT, UNKNOWN, Allow, CommandRow, Deny
from tests.authorisation.database import Database
from tests.authorisation.done import Done
from tests.authorisation.rows.commands import ROWS
from tests.authorisation.walk import check_listed, commands
from tests.harness.sockets import CommandError, open_socket


def test_every_command_has_its_row() -> None:
    check_listed(commands(), {row.command for row in ROWS})


async def refused(cast: Cast, row: CommandRow, role: str, ids: dict[str, str]) -> dict[str, Any]:
    """Send a command that must be refused to a role's own socket; return all that the error says."""
    with pytest.raises(CommandError) as raised:
        await cast.sockets[cast.PLAYERS[role]].command(row.command, **filled(row.fields, ids))
    said: dict[str, Any] = raised.value.error.model_dump()
    return said


async def try_refusal(cast: Cast, row: CommandRow, role: str, cell: Deny) -> None:
    ids = cast.ids(role, row.on)
    said = await refused(cast, row, role, ids)
    assert said["code"] == cell.code, f"{row} as {role}: {said}"
    if cell == UNKNOWN:
        assert await refused(cast, row, role, cast.elsewhere(ids)) == said, f"{row} as {role}"


async def try_success(cast: Cast, row: CommandRow, role: str, cell: Allow) -> None:
    done = Done(cast, role, cast.ids(role, row.on, use_up=row.uses_up))
    if row.prepare is not None:
        await row.prepare(done)
    socket = await open_socket(cast.person(role).process.ws_url) if row.alone else done.socket
    try:
        done.answer = await socket.command(row.command, **filled(row.fields, done.ids))
    finally:
        if row.alone:
            await socket.close()
    await cell.effect(done)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_everybody_signed_in_gets_what_is_theirs(cast: Cast, database: Database, row: CommandRow) -> None:
    cells = {role: row.cell(role) for role in SIGNED_IN}
    before = database.state()
    await asyncio.gather(
        *(try_refusal(cast, row, role, cell) for role, cell in cells.items() if isinstance(cell, Deny))
    )
    assert database.written_since(before) == [], row
    for role, cell in cells.items():
        if isinstance(cell, Allow):
            await try_success(cast, row, role, cell)


async def try_at_the_door(cast: Cast, row: CommandRow, role: str) -> None:
    """Present a token that lets nobody in, or none, and the command right after it: both are refused as one."""
    token, fields = cast.access(role), filled(row.fields, cast.ids(role, row.on))
    socket = await open_socket(cast.people["alice"].process.ws_url)
    try:
        if token is None and row.command == "authenticate":
            fields["token"] = ""
        first = await socket.begin("authenticate", token=token) if token is not None else None
        second = await socket.begin(row.command, **fields)
        with pytest.raises(CommandError, match="not_authenticated"):
            await (first or second)
        assert await socket.wait_closed() == 4401, f"{row} as {role}"
        if first is not None:
            with pytest.raises(ConnectionError):
                await second
        assert socket.updates == [], f"{row} as {role}"
    finally:
        await socket.close()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("command", sorted(commands()))
async def test_nobody_does_anything_without_a_token(cast: Cast, database: Database, command: str) -> None:
    row = next(row for row in ROWS if row.command == command)
    before = database.state()
    await asyncio.gather(*(try_at_the_door(cast, row, role) for role in SIGNED_OUT))
    assert database.written_since(before) == [], command
