"""The differences between a state that a client holds and one that was fetched afresh."""

from typing import Any

from ops.prove.reducer.window import Json

# These change even if a message is withheld from this person, because "the position may move with nothing to show", and
# the sender of that message has received and read everything up to it.
SILENT = {"position", "last_seq", "last_activity_at", "receipts"}


def differences(held: Json, fresh: Json, *, blocks: bool = False) -> list[str]:
    """Return in words how two states differ.

    blocks: a person blocked another one. Then a position may have moved because of something that the reader may not
    see, and the ticks with it; and withheld messages stay at `sent`, whatever the other person reads later.
    """
    found = [f"{one} is held but not there" for one in held.keys() - fresh.keys()]
    found += [f"{one} is there but not held" for one in fresh.keys() - held.keys()]
    found += _unequal("account", held["account"], fresh["account"], set())
    for one in held.keys() & fresh.keys() - {"account"}:
        silent = blocks and fresh[one]["kind"] == "direct" and _is_ahead(fresh[one], held[one])
        names = {"messages", "last_message"} | (SILENT if silent else set())
        if any(message.get("unavailable", False) for message in fresh[one]["messages"]):
            # They are counted, but a client that was up to date when its person left receives no update about them.
            names |= {"unread_count", "unread_mentions"}
        found += _unequal(one, held[one], fresh[one], names)
        for ours, theirs in (
            (held[one]["messages"], fresh[one]["messages"]),
            ([held[one]["last_message"]], [fresh[one]["last_message"]]),
        ):
            found += _messages(one, ours, theirs, blocks=blocks, silent=silent)
    return found


def _is_ahead(fresh: Json, held: Json) -> bool:
    """Whether the fetched state is further. A pull returns only the position of what is withheld."""
    ahead = [int(fresh[name]) - int(held[name]) for name in ("position", "last_seq")]
    return min(ahead) >= 0 and max(ahead) > 0


def _unequal(where: str, held: Json, fresh: Json, ignored: set[str]) -> list[str]:
    names = (held.keys() | fresh.keys()) - ignored
    return [
        f"{where}: {name} is held as {held.get(name)}, is {fresh.get(name)}"
        for name in sorted(names)
        if held.get(name, "nothing") != fresh.get(name, "nothing")
    ]


def _messages(where: str, held: list[Any], fresh: list[Any], *, blocks: bool, silent: bool) -> list[str]:
    ours = {message["seq"]: message for message in held if message is not None}
    theirs = {message["seq"]: message for message in fresh if message is not None}
    found = [f"{where}: message {seq} is held but not there" for seq in sorted(ours.keys() - theirs.keys())]
    # A person who has left keeps what they saw before. They need not learn that it changed afterwards.
    theirs = {seq: message for seq, message in theirs.items() if not message.get("unavailable", False)}
    found += [f"{where}: message {seq} is there but not held" for seq in sorted(theirs.keys() - ours.keys())]
    for seq in sorted(ours.keys() & theirs.keys()):
        ignored = {"status"} if silent or (blocks and theirs[seq]["status"] == "sent") else set()
        found += _unequal(f"{where}, message {seq}", ours[seq], theirs[seq], ignored)
    return found
