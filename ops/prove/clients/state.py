"""What a client holds, kept by the documented reducer. Every step is written to the history."""

from collections.abc import Iterable
from typing import Any

from ops.prove.recording import Recording
from ops.prove.reducer import Account, Json, Window

# The fields of a message that the reducer and the history need. The others are dropped, because messages are very many.
KEPT = (
    *("id", "seq", "position", "client_message_id", "sender_id", "text", "sent_at", "deleted_at"),
    *("reactions", "reply_to", "system", "mentions", "unavailable"),
)


def slim(message: Json) -> Json:
    """Return the needed fields of a message."""
    return {name: message.get(name) for name in KEPT}


class State:
    """The account of one client of the person `me`. `write` notes an event of this client."""

    def __init__(self, me: str, client: str, recording: Recording) -> None:
        self.account = Account(me)  # type: ignore[arg-type]
        self.me, self.client = me, client
        self._recording = recording
        self._cursors: dict[str, int] = {}
        self._receipts: dict[tuple[str, str], tuple[int, int]] = {}

    @property
    def windows(self) -> dict[str, Window]:
        """The conversations that the client holds."""
        return self.account.windows

    def write(self, event: str, **fields: Any) -> None:  # noqa: ANN401 - whatever an event has
        """Note an event of this client."""
        self._recording.write(event, client=self.client, **fields)

    def take_update(self, update: Json) -> None:
        """Take one update of the socket."""
        kind, conversation = update["update"], update.get("conversation_id")
        if kind == "change" and update["message"] is not None:
            update["message"] = slim(update["message"])
            self.see(str(conversation), update["message"], "live")
        elif kind == "receipt":
            self.take_receipt(update)
        elif kind == "head":
            self.write("hear", person=self.me, conversation=conversation, update=kind, position=update["position"])
            self.note_receipts(str(conversation), update["receipts"], via="live")
        elif kind == "typing":
            self.write("hear", person=self.me, conversation=conversation, update=kind, user=update["user_id"])
        self.account.take_update(update)
        if conversation is not None:
            self.moved(conversation)

    def take_receipt(self, update: Json) -> None:
        """Note a receipt that came live."""
        if update.get("user_id") is None:
            seqs, of = (update["delivered_to_all_seq"], update["read_by_all_seq"]), "all"
        else:
            seqs, of = (update["delivered_seq"], update["read_seq"]), update["user_id"]
        self.receipt(update["conversation_id"], of, seqs, via="live")

    def receipt(self, conversation: str, of: str, seqs: tuple[int, int], **how: Any) -> None:  # noqa: ANN401
        """Note a person's watermarks as a client received them, unless it received the same ones just before.

        `how`: `via`, and for an answer `asked_at`. Live receipts may overtake each other, answers may not.
        """
        if self._receipts.get((conversation, of)) == seqs:
            return
        self._receipts[conversation, of] = seqs
        delivered, read = seqs
        numbers = {"of": of, "delivered_seq": delivered, "read_seq": read}
        self.write("receipt", person=self.me, conversation=conversation, **numbers, **how)

    def note_receipts(self, conversation: str, receipts: Json, **how: Any) -> None:  # noqa: ANN401
        """Note the receipts of a conversation: those of the other person, or the lowest of a group."""
        window = self.windows.get(conversation)
        if window is None:
            return
        seqs = (receipts["delivered_to_all_seq"], receipts["read_by_all_seq"])
        self.receipt(conversation, self.peer(window), seqs, **how)

    def peer(self, window: Window) -> str:
        """Return the person to whom the receipts of a conversation belong, `all` for a group."""
        return str(window.shared.get("peer_id") or "all")

    def take_listed(self, conversation: Json, via: str, asked_at: int) -> None:
        """Take what the list, /sync or GET says about a conversation that the client holds."""
        window = self.windows[conversation["id"]]
        window.take_conversation(conversation)
        if conversation["kind"] == "direct" and conversation.get("peer") is not None:
            window.shared["peer_id"] = conversation["peer"]["id"]
        self.note_receipts(conversation["id"], conversation["receipts"], via=via, asked_at=asked_at)
        my = conversation["my"]
        self.receipt(conversation["id"], self.me, (my["delivered_seq"], my["read_seq"]), via=via, asked_at=asked_at)

    def renew(self, conversation: Json, asked_at: int) -> Window:
        """Begin a conversation anew, from GET. No number falls, except this person's own after a new joining."""
        before = self.windows.get(conversation["id"])
        window = self.windows[conversation["id"]] = Window(self.me, conversation, conversation["position"])
        if before is not None:
            window.hidden = before.hidden
            window.raise_receipts(before.receipts)
            if before.my["joined_seq"] == window.my["joined_seq"]:
                window.raise_own(before.my)
        self.take_listed(conversation, "page", asked_at)
        return window

    def take_messages(self, conversation: str, messages: Iterable[Json], via: str) -> list[Json]:
        """Note the messages of a page or of /changes, and return their needed fields."""
        held = self.windows[conversation].messages
        slims = [slim(message) for message in messages]
        for message in slims:
            known = held.get(message["seq"])
            if known is None or known["position"] < message["position"]:
                self.see(conversation, message, via)
        return slims

    def see(self, conversation: str, message: Json, via: str) -> None:
        """Note that a message, in some state, reached this client."""
        more = {"unavailable": True} if message["unavailable"] else {}
        fields = {name: message[name] for name in ("seq", "position", "client_message_id")}
        fields |= {"sender": message["sender_id"], "body": message["text"], "via": via}
        self.write("see", person=self.me, conversation=conversation, **fields, **more)

    def moved(self, conversation: str, *, reset: bool = False) -> None:
        """Note the client's position in a conversation, if it has changed."""
        window = self.windows.get(conversation)
        if window is None or (self._cursors.get(conversation) == window.position and not reset):
            return
        self._cursors[conversation] = window.position
        fields = {"reset": True} if reset else {}
        self.write("cursor", person=self.me, conversation=conversation, position=window.position, **fields)

    def view(self) -> Json:
        """Return everything in the form of the event `final`."""
        return {one: self._conversation(window) for one, window in self.windows.items()}

    def _conversation(self, window: Window) -> Json:
        numbers = {"position": window.position, "receipts": window.receipts, "my": window.my}
        messages = [window.messages[seq] for seq in sorted(window.messages)]
        return shape(numbers, messages, self.peer(window), self.me)


def shape(conversation: Json, messages: Iterable[Json], peer: str, me: str) -> Json:
    """Return one conversation in the form of the events `final` and `fresh`. `peer`: whose receipts it has."""
    receipts, my = conversation["receipts"], conversation["my"]
    own = {name: my[name] for name in ("delivered_seq", "read_seq", "joined_seq", "left_at")}
    return {
        "position": conversation["position"],
        "messages": [
            [one["seq"], one["position"], one["client_message_id"], one["sender_id"], one["text"]] for one in messages
        ],
        "receipts": {
            peer: [receipts["delivered_to_all_seq"], receipts["read_by_all_seq"]],
            me: [my["delivered_seq"], my["read_seq"]],
        },
        "my": own,
    }
