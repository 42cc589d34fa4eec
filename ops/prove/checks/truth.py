"""What the database held at the end, arranged for looking up."""

from sys import intern
from typing import Any

Row = list[Any]
SEQ, POSITION, NAME, SENDER, BODY, DELETED = range(6)
# A member sees from the first seq to the second, which is None while the person is a member.
Range = tuple[int, int | None]


class Room:
    """One conversation: its counters, its rows by seq, and what each person may see of it."""

    def __init__(self, conversation: dict[str, Any]) -> None:
        self.last_seq: int = conversation["last_seq"]
        self.position: int = conversation["position"]
        self.rows: dict[int, Row] = {row[SEQ]: shared(row) for row in conversation["messages"]}
        self.twice = len(conversation["messages"]) - len(self.rows)
        self.watermarks = {
            one: (its["delivered_seq"], its["read_seq"]) for one, its in conversation["participants"].items()
        }
        self.ranges: dict[str, list[Range]] = {
            one: [(low or 0, high) for low, high in its["ranges"] or ()]
            for one, its in conversation["participants"].items()
        }
        self.system = {seq for seq, row in self.rows.items() if row[NAME] is None}

    def has_ever_left(self, person: str) -> bool:
        """Whether this person left at some time, or was never a member."""
        ranges = self.ranges.get(person, [])
        return not ranges or len(ranges) > 1 or ranges[0][1] is not None

    def visible(self, person: str) -> list[int]:
        """Return the seqs this person may see, ascending."""
        return [
            seq
            for low, high in self.ranges.get(person, [])
            for seq in range(max(low, 1), (self.last_seq if high is None else min(high, self.last_seq)) + 1)
        ]

    def reached(self, person: str, adds: int) -> list[Range]:
        """Return the ranges that can have begun after so many additions were asked for: one more than the additions."""
        return self.ranges.get(person, [])[: adds + 1]

    def left(self, person: str, adds: int) -> tuple[int, int] | None:
        """Return the seq and the position at which this person had certainly left. None if they may be a member.

        adds: how many additions had been asked for. Each range but the first needs an addition. So what lies beyond the
        end of the last range that can have begun was not for this person, however late a frame arrives.
        """
        ranges = self.reached(person, adds)
        high = ranges[-1][1] if ranges else 0
        if high is None:
            return None
        row = self.rows.get(high)
        return high, row[POSITION] if row is not None else 0


def shared(row: Row) -> Row:
    """Return a row whose texts are shared with all other copies of them, to save memory: there are very many."""
    row[NAME : BODY + 1] = [intern(text) if text is not None else None for text in row[NAME : BODY + 1]]
    return row


class Truth:
    """All conversations of the run."""

    def __init__(self, conversations: dict[str, Any]) -> None:
        self.rooms = {one: Room(conversation) for one, conversation in conversations.items()}
        self.left = {(one, who) for one, room in self.rooms.items() for who in room.ranges if room.has_ever_left(who)}
