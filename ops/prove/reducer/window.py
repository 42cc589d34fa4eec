"""One conversation as a client holds it. All derived values are derived here, by the rules of the protocol."""

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

# What all members see of a conversation and updates contain.
SHARED = ("id", "kind", "title", "avatar", "participant_count", "message_ttl_seconds", "group_id")
# The causes of changes that bring a new message. All other causes change a message that the client holds, if it may.
BRINGING = {"sent", "membership", "settings"}
UNREAD_MAX = 999


def without_preview(message: Json) -> Json:
    """Return a message without the preview of the message it replies to, because updates do not contain previews."""
    reply = message["reply_to"]
    return message if reply is None else message | {"reply_to": reply | {"preview": None}}


class Window:
    """One conversation of the person `me`: a position, the messages after `floor` by seq, and a few numbers.

    Changes that came too early are in `held` until the missing changes arrived or were pulled. `pulling`: the last
    answer of /changes was not the whole. `outdated`: something changed that no update contains, so the conversation
    must be loaded anew.
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
        # The latest position of the conversation, from the update `head`.
        self.head = 0
        self.outdated = False
        self.take_conversation(conversation)

    def take_conversation(self, conversation: Json) -> None:
        """Take what the list, /sync or GET says about the conversation. Messages and position come separately."""
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
        """Take this person's own state. The watermarks only rise, because one answer may overtake another."""
        if my["joined_seq"] != self.my["joined_seq"]:
            self.outdated = True
        before, self.my = self.my, my
        self.raise_own(before)

    def raise_own(self, seqs: Json) -> None:
        """Raise this person's own watermarks to the given ones."""
        for name in ("read_seq", "delivered_seq"):
            self.my = self.my | {name: max(self.my[name], seqs.get(name, 0))}

    def raise_receipts(self, receipts: dict[str, int]) -> None:
        """Raise the watermarks of the others."""
        for name, seq in receipts.items():
            self.receipts[name] = max(self.receipts[name], seq)

    def reached(self, delivered_seq: int, read_seq: int) -> None:
        """Note how far the other person is, or the slowest members of a group."""
        self.raise_receipts({"delivered_to_all_seq": delivered_seq, "read_by_all_seq": read_seq})

    def take_change(self, change: Json) -> None:
        """Apply a change at position + 1 and the held changes that follow it; drop an older one; hold a later one.

        Between two answers of /changes all changes are held: a change may concern a message that only comes with the
        next answer.
        """
        if change["position"] > self.position:
            self.held[change["position"]] = change
        while not self.pulling and (following := self.held.pop(self.position + 1, None)) is not None:
            self.position += 1
            if following["conversation"] is not None:
                self.share(following["conversation"])
            if following["message"] is not None:
                self.take_from_update(following["message"], following["cause"])

    def take_from_update(self, message: Json, cause: Json) -> None:
        """Take a message from an update. It is the same for all members, so this person's own fields are derived."""
        held = self.messages.get(message["seq"])
        if held is None and message["seq"] <= self.last_seq and cause["kind"] not in BRINGING:
            # The message is hidden, or this person never was to see it.
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
        """Return the options that this person chose: those of the update if it is about their vote, else as before."""
        # An update about an anonymous poll names nobody, and only the voter receives the options of the vote.
        if cause["kind"] == "voted" and cause.get("option_ids") is not None and cause["user_id"] in {None, self.me}:
            return set(cause["option_ids"])
        return {one["id"] for one in held["poll"]["options"] if one["mine"]} if held and held.get("poll") else set()

    def take_message(self, message: Json) -> None:
        """Take a message as this person sees it, unless a later state of it is held.

        After a person has left, they keep what they saw before; a blank for a message that changed does not replace it.
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
        """Raise the watermarks of the sender: they have received and read everything up to their own message."""
        direct = self.shared["kind"] == "direct"
        if sender_id == self.me:
            self.raise_own({"read_seq": seq, "delivered_seq": seq})
        if direct and sender_id is not None and (sender_id != self.me or self.shared["participant_count"] == 1):
            self.reached(seq, seq)

    def hide(self, message_ids: Iterable[str]) -> None:
        """Forget for good the messages that this person deleted for themselves."""
        self.hidden |= set(message_ids)
        self.messages = {seq: message for seq, message in self.messages.items() if message["id"] not in self.hidden}

    def take_changes(self, answer: Json) -> None:
        """Take one answer of /changes. What came live meanwhile may be newer."""
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
        """Return the highest seq that has arrived, None if that is known. `last_seq` may be of a withheld message."""
        newest = max(self.messages, default=0)
        return newest if self.my["left_at"] is None and newest > self.my["delivered_seq"] else None

    def status(self, message: Json) -> str | None:
        """Return the ticks of one of this person's own messages."""
        if message["sender_id"] != self.me:
            return None
        if message["seq"] <= self.receipts["read_by_all_seq"]:
            return "read"
        return "delivered" if message["seq"] <= self.receipts["delivered_to_all_seq"] else "sent"

    def unread(self) -> list[Json]:
        """Return the messages that this person has not read."""
        return [
            message
            for seq, message in self.messages.items()
            if seq > self.my["read_seq"] and message["sender_id"] not in {None, self.me} and not message["deleted_at"]
        ]

    def view(self) -> Json:
        """Return the state in the form of the list and the pages together, without the profile of the other person."""
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
