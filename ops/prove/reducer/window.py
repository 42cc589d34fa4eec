"""One conversation as a client holds it. Everything that is derived is derived here, by the rules of the protocol."""

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

# What all members see of a conversation, and updates tell.
SHARED = ("id", "kind", "title", "avatar", "participant_count", "message_ttl_seconds", "group_id")
# The changes that bring a new message; the others are of one that is held, if it is to be seen at all.
BRINGING = {"sent", "membership", "settings"}
UNREAD_MAX = 999


def without_preview(message: Json) -> Json:
    """Return a message without the preview of what it replies to, which updates do not tell."""
    reply = message["reply_to"]
    return message if reply is None else message | {"reply_to": reply | {"preview": None}}


class Window:
    """One conversation of the person `me`: a position, the messages after `floor` by seq, and a few numbers.

    Changes that came too early are in `held` until what is missing arrived or was pulled. `pulling`: the last answer of
    /changes was not the whole. `outdated`: something changed that no update tells, so the conversation is to be loaded
    anew.
    """

    def __init__(self, me: str, conversation: Json, position: int) -> None:
        self.me = me
        self.position = position
        self.shared: Json = {}
        self.my: Json = conversation["my"]
        self.receipts: dict[str, int] = dict(conversation["receipts"])
        self.request: bool = conversation["request"]
        self.last_seq = 0
        self.last_activity_at = ""
        self.messages: dict[int, Json] = {}
        self.hidden: set[str] = set()
        self.held: dict[int, Json] = {}
        self.pulling = False
        # How far the conversation is, as `head` told.
        self.head = 0
        self.outdated = False
        self.take_conversation(conversation)

    def take_conversation(self, conversation: Json) -> None:
        """Take what the list, /sync or GET says of the conversation; its messages and position come separately."""
        self.share(conversation)
        self.take_my(conversation["my"])
        self.raise_receipts(conversation["receipts"])
        self.request = conversation["request"]
        self.last_activity_at = max(self.last_activity_at, conversation["last_activity_at"])

    def share(self, state: Json) -> None:
        """Take what all members see of the conversation."""
        self.shared |= {name: state[name] for name in SHARED}
        self.last_seq = max(self.last_seq, state["last_seq"])

    def take_my(self, my: Json) -> None:
        """Take one's own state; its watermarks only rise, since answers may overtake each other."""
        if my["joined_seq"] != self.my["joined_seq"]:
            self.outdated = True
        before, self.my = self.my, my
        self.raise_own(before)

    def raise_own(self, seqs: Json) -> None:
        """Raise one's own watermarks to those that are given."""
        for name in ("read_seq", "delivered_seq"):
            self.my = self.my | {name: max(self.my[name], seqs.get(name, 0))}

    def raise_receipts(self, receipts: dict[str, int]) -> None:
        """Raise what the others have received and read."""
        for name, seq in receipts.items():
            self.receipts[name] = max(self.receipts[name], seq)

    def reached(self, delivered_seq: int, read_seq: int) -> None:
        """Note how far the peer is, or a group's slowest member."""
        self.raise_receipts({"delivered_to_all_seq": delivered_seq, "read_by_all_seq": read_seq})

    def take_change(self, change: Json) -> None:
        """Apply a change at own + 1, and those that waited for it; drop an older one; hold a later one.

        Between two answers of /changes all are held: the message that one changes may only come with the next answer.
        """
        if change["position"] > self.position:
            self.held[change["position"]] = change
        while not self.pulling and (following := self.held.pop(self.position + 1, None)) is not None:
            self.position += 1
            if following["conversation"] is not None:
                self.share(following["conversation"])
            if following["message"] is not None:
                self.take_told(following["message"], following["cause"])

    def take_told(self, message: Json, cause: Json) -> None:
        """Take a message of an update: the same for every member, so what is one's own is derived."""
        held = self.messages.get(message["seq"])
        if held is None and message["seq"] <= self.last_seq and cause["kind"] not in BRINGING:
            # It is hidden, or was never for this person.
            return
        mine = {reaction["emoji"] for reaction in held["reactions"] if reaction["mine"]} if held else set()
        if cause["kind"] == "reacted" and cause["user_id"] == self.me:
            (mine.discard if cause["removed"] else mine.add)(cause["emoji"])
        reactions = [reaction | {"mine": reaction["emoji"] in mine} for reaction in message["reactions"]]
        own = {"reactions": reactions}
        if (poll := message.get("poll")) is not None:
            chosen = self.chosen(held, cause)
            own["poll"] = poll | {"options": [one | {"mine": one["id"] in chosen} for one in poll["options"]]}
        self.take_message(message | own)

    def chosen(self, held: Json | None, cause: Json) -> set[int]:
        """What this person chose in a poll: what was told of their own vote, else as before."""
        # In an anonymous poll nobody is named, and only one's own vote is told.
        if cause["kind"] == "voted" and cause.get("option_ids") is not None and cause["user_id"] in {None, self.me}:
            return set(cause["option_ids"])
        return {one["id"] for one in held["poll"]["options"] if one["mine"]} if held and held.get("poll") else set()

    def take_message(self, message: Json) -> None:
        """Take a message as this person sees it, unless a later state of it is here already.

        What they hold from before they left is theirs, and not to be replaced by word that it changed since.
        """
        seq, held = message["seq"], self.messages.get(message["seq"])
        if message["id"] in self.hidden:
            return
        if held is not None and (held["position"] >= message["position"] or message.get("unavailable", False)):
            return
        self.messages[seq] = {name: value for name, value in without_preview(message).items() if name != "status"}
        if held is not None:
            return
        self.last_seq = max(self.last_seq, seq)
        self.last_activity_at = max(self.last_activity_at, message["sent_at"])
        self.take_sender(message["sender_id"], seq)
        system = message["system"]
        if system is not None and (
            self.me in system["user_ids"] or self.me in system["fields"].values() or system["action"] == "group_deleted"
        ):
            self.outdated = True

    def take_sender(self, sender_id: str | None, seq: int) -> None:
        """Whoever writes has received and read everything up to it."""
        direct = self.shared["kind"] == "direct"
        if sender_id == self.me:
            self.raise_own({"read_seq": seq, "delivered_seq": seq})
        if direct and sender_id is not None and (sender_id != self.me or self.shared["participant_count"] == 1):
            self.reached(seq, seq)

    def hide(self, message_ids: Iterable[str]) -> None:
        """Forget messages this person deleted for themselves, for good."""
        self.hidden |= set(message_ids)
        self.messages = {seq: message for seq, message in self.messages.items() if message["id"] not in self.hidden}

    def take_changes(self, answer: Json) -> None:
        """Take one answer of /changes; what came live meanwhile may be newer."""
        if answer["conversation"] is not None and answer["position"] > self.position:
            self.share(answer["conversation"])
        for message in answer["messages"]:
            self.take_message(message)
        self.position = max(self.position, answer["position"])
        self.held = {position: change for position, change in self.held.items() if position > self.position}
        self.pulling = not answer["complete"]
        for change in sorted(self.held.values(), key=lambda change: int(change["position"])):
            self.take_change(change)

    def arrived(self) -> int | None:
        """How far messages have reached this client, if that is news. last_seq may be of a withheld one."""
        newest = max(self.messages, default=0)
        return newest if self.my["left_at"] is None and newest > self.my["delivered_seq"] else None

    def status(self, message: Json) -> str | None:
        """The ticks of one's own message."""
        if message["sender_id"] != self.me:
            return None
        if message["seq"] <= self.receipts["read_by_all_seq"]:
            return "read"
        return "delivered" if message["seq"] <= self.receipts["delivered_to_all_seq"] else "sent"

    def unread(self) -> list[Json]:
        """Return what this person has not read."""
        return [
            message
            for seq, message in self.messages.items()
            if seq > self.my["read_seq"] and message["sender_id"] not in {None, self.me} and not message["deleted_at"]
        ]

    def view(self) -> Json:
        """Return it as the list and the pages together tell it, but for the peer's profile."""
        unread = self.unread()
        messages = [self.messages[seq] | {"status": self.status(self.messages[seq])} for seq in sorted(self.messages)]
        return self.shared | {
            "position": self.position,
            "last_seq": self.last_seq,
            "last_activity_at": self.my["left_at"] or self.last_activity_at,
            "last_message": messages[-1] if messages else None,
            "unread_count": min(len(unread), UNREAD_MAX),
            "unread_mentions": sum(self.me in message["mentions"] for message in unread),
            "receipts": self.receipts,
            "my": self.my,
            "request": self.request,
            "messages": messages,
        }
