"""The benchmark's clients count the failures of the servers, and know which messages they miss."""

from uuid import uuid4

import pytest

from ops.bench.cast import Player
from ops.bench.following import Follower
from ops.bench.rooms import Rooms
from ops.bench.tally import Tally


@pytest.mark.parametrize(
    ("answer", "failed", "refused", "turned_away"),
    [
        ("HTTP/1.1 503 Service Unavailable\r\nserver: here", {"503": 1}, 0, 0),
        ('{"id":0,"error":{"code":"unavailable","detail":"Not available at the moment"}}', {"unavailable": 1}, 0, 0),
        ('{"id":0,"error":{"code":"not_authenticated","detail":"Not signed in"}}', {}, 1, 0),
        ("closed before it was signed in", {}, 0, 1),
    ],
)
def test_a_fault_of_the_server_is_told_from_a_refusal(
    answer: str, failed: dict[str, int], refused: int, turned_away: int
):
    tally = Tally()
    tally.not_let_in(answer)
    assert (tally.failed, tally.refused, tally.turned_away) == (failed, refused, turned_away)


def test_a_hole_among_ones_messages_is_missing():
    bob, alice = (Follower([], Player(uuid4(), ""), Tally()) for _ in range(2))
    rooms = Rooms({"room": alice, "other": alice})
    rooms.seqs["room"], rooms.heads["room"] = {2, 3, 4}, 4
    rooms.seqs["other"], rooms.heads["other"] = {2}, 2
    bob.held["room"], bob.seqs["room"] = 4, {1, 2, 4}
    assert not rooms.is_behind(bob)
    assert rooms.missing([bob]) == 1
    bob.seqs["room"].add(3)
    bob.held["room"] = 3
    assert rooms.is_behind(bob)
    assert rooms.missing([bob]) == 0
