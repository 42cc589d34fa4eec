"""Watches numbers that must never fall: the watermarks, receipts and ticks that one client receives or holds."""

from ops.prove.reducer.window import Json

RANK = {"sent": 0, "delivered": 1, "read": 2}


class Ticks:
    """The highest value of each number so far. `seen` counts the looks, so that a test can require that it looked."""

    def __init__(self, whose: str) -> None:
        self.whose = whose
        self.numbers: dict[tuple[str, str], int] = {}
        self.seen = 0

    def look(self, view: Json) -> None:
        """Look at one conversation as the server sent it or a client holds it. Fails when a number fell."""
        self.look_at_numbers(view["id"], view["receipts"], view["my"])
        last = view["last_message"]
        self.look_at([message for message in (last, *view.get("messages", [])) if message is not None])

    def look_at_numbers(self, conversation_id: str, receipts: Json, my: Json) -> None:
        """Look at the watermarks. For a person who returns to a group, their own ones begin anew."""
        for name, seq in receipts.items():
            self.note(conversation_id, name, seq)
        for name in ("read_seq", "delivered_seq"):
            self.note(conversation_id, f"own {name} since {my['joined_seq']}", my[name])

    def look_at(self, messages: list[Json]) -> None:
        """Look at the ticks of messages."""
        for message in messages:
            if message["status"] is not None:
                self.note(message["id"], "status", RANK[message["status"]])

    def note(self, place: str, name: str, number: int) -> None:
        """Note one number. Fails when it fell."""
        self.seen += 1
        before = self.numbers.get((place, name), number)
        assert number >= before, f"{self.whose}: {name} of {place} fell from {before} to {number}"
        self.numbers[place, name] = number
