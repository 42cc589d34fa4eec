"""The people of a run and their conversations: `python -m ops.prove.cast CLIENTS SEED` prints them as JSON.

It is a process of its own and works in the database that the environment names, because the process that proves uses
other settings.
"""

import os
import sys
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

import django
import orjson

if TYPE_CHECKING:
    from ops.bench.cast import Player

Json = dict[str, Any]
# Of this many clients, one is the second device of a person.
SECOND_DEVICE_EVERY = 4
PEOPLE_PER_GROUP = 3
GROUP_SIZES = (3, 8)
# Longer than any run, because a run proves delivery and not the expiry of tokens.
TOKEN_SECONDS = 7 * 24 * 3600


def cast(clients: int, seed: int) -> Json:
    """Make people, a device for each client, and conversations among them.

    `clients`: the user and the token of each. `conversations`: the id, kind, members, owner (of groups) of each, and
    `movable`: the members who are removed and added again during the run.
    """
    from ops.bench.cast import direct, group, players, signed_in

    random = Random(seed)  # noqa: S311 - a run is to be repeatable
    people = players(clients - clients // SECOND_DEVICE_EVERY)
    seconds = signed_in([one.id for one in random.sample(people, clients // SECOND_DEVICE_EVERY)])
    conversations: list[Json] = []
    for one, other in islice(pairs(people), len(people) if len(people) > 2 else 1):
        conversations.append({"id": direct(one, other), "kind": "direct", "members": [one.id, other.id]})
    for _ in range(max(1, len(people) // PEOPLE_PER_GROUP)):
        members = random.sample(people, min(len(people), random.randint(*GROUP_SIZES)))
        conversations.append(
            {
                "id": group(members[0], members[1:]), "kind": "group", "owner": members[0].id,
                "members": [one.id for one in members], "movable": [one.id for one in members[2:4]],
            }
        )  # fmt: skip
    everybody = {"kind": "group", "owner": people[0].id, "members": [one.id for one in people], "movable": []}
    conversations.append({"id": group(people[0], people[1:])} | everybody)
    return {"clients": [{"user": one.id, "token": one.token} for one in (*people, *seconds)],
            "conversations": conversations}  # fmt: skip


def pairs(people: "list[Player]") -> "Iterator[tuple[Player, Player]]":
    """Return each person with the next one, and the last with the first."""
    return zip(people, people[1:] + people[:1], strict=True)


def main(clients: str, seed: str) -> None:
    """Make the people and print them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["ACCESS_TOKEN_SECONDS"] = str(TOKEN_SECONDS)
    django.setup()
    sys.stdout.buffer.write(orjson.dumps(cast(int(clients), int(seed))))


if __name__ == "__main__":
    main(*sys.argv[1:])
