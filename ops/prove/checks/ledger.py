"""What clients asked for and what was answered, counted for each message: the base of every check.

A command that ended `unknown`, or that never ended, may have been carried out: at most once, at any time after it was
sent.
"""

from collections import Counter
from sys import intern

from ops.prove.history import ANSWERED, Event, UnreadableError


class Change:
    """One content that somebody asked a message to have: a body, or no body (a deletion).

    asked, failed, acked: how many tries there were, how many were refused and how many were acknowledged.
    low, high: the positions of the first acknowledgement and of the highest one.
    """

    __slots__ = ("acked", "acked_at", "asked", "failed", "high", "low", "seen")

    def __init__(self) -> None:
        self.asked = self.failed = self.acked = self.acked_at = self.low = self.high = 0
        self.seen = False

    @property
    def refused(self) -> bool:
        """Whether every try was refused, so that this content cannot exist."""
        return self.asked == self.failed

    @property
    def open(self) -> bool:
        """Whether a try has no answer: that try may be carried out at any time."""
        return self.asked > self.failed + self.acked

    def ok(self, at: int, position: int) -> None:
        """Note an acknowledgement."""
        self.acked += 1
        if not self.acked_at:
            self.acked_at, self.low = at, position
        self.high = max(self.high, position)


class Sent(Change):
    """A message that somebody asked to be sent.

    Once it was edited, its first body cannot come back, because a send that is repeated is only a replay.

    floor, own_floor: the highest seq that had been acknowledged, to anybody and to the sender, when the message was
    first asked for.
    """

    __slots__ = (
        *("body", "conversation", "deletion", "edits", "floor", "hidden", "name", "own_floor"),
        *("position", "seen_seq", "sender", "seq"),
    )

    def __init__(self, name: str, asked: Event, floor: int, own_floor: int) -> None:
        super().__init__()
        self.name = intern(name)
        self.conversation: str = intern(asked["conversation"])
        self.sender: str = intern(asked["person"])
        self.body: str = intern(asked["body"])
        self.floor, self.own_floor = floor, own_floor
        # The seq as acknowledged and as first seen by anybody. `position` comes only from an answer that is no replay.
        self.seq = self.position = self.seen_seq = 0
        self.edits: dict[str, Change] | None = None
        self.deletion: Change | None = None
        # The deletions "for me", by the person who asked.
        self.hidden: dict[str, Change] | None = None

    def content(self, body: str | None) -> Change | None:
        """Return the change that asked for this body, None if nobody did."""
        if body is None:
            return self.deletion
        return self if body == self.body else (self.edits or {}).get(body)

    def may_be_hidden_from(self, person: str) -> bool:
        """Whether this person may have deleted the message for themselves."""
        return self.hidden is not None and person in self.hidden and not self.hidden[person].refused

    def is_outdated(self, body: str | None, before: int) -> bool:
        """Whether a later content than this body was acknowledged before that time, so that this body must be gone.

        A content may itself be the later one if its position is not known, or if one of its tries has no answer.
        Nothing comes after a deletion.
        """
        content = self.content(body)
        if content is None or body is None:
            return False
        if self.deletion is not None and 0 < self.deletion.acked_at < before:
            return True
        acked = [one.low for one in (self.edits or {}).values() if 0 < one.acked_at < before and one is not content]
        if not acked or (content is not self and content.open):
            return False
        return content is self or content.high < max(acked)


class Ledger:
    """All messages by client_message_id. `adds`: how often a person's addition was asked for and not refused so far."""

    def __init__(self) -> None:
        self.messages: dict[str, Sent] = {}
        self.adds: Counter[tuple[str, str]] = Counter()
        self.acked: Counter[str] = Counter()
        self.own: Counter[tuple[str, str]] = Counter()
        self.events = self.sends = self.unknown = 0
        self._asked: dict[tuple[str, int], Event] = {}

    def take(self, event: Event) -> None:
        """Count a command or its end. The event that ends a command gets the event of the command as `asked`."""
        name, key = event["event"], (event["client"], event["op"])
        if name == "invoke":
            if key in self._asked:
                raise UnreadableError(f"{key}: asked twice under one number")
            self._asked[key] = event
            self._invoke(event)
            return
        asked = event["asked"] = self._asked.pop(key, None)
        if asked is None:
            raise UnreadableError(f"{key}: ended and was never asked")
        if name == "fail":
            self._fail(asked)
        elif name == "unknown":
            self.unknown += 1
        elif missing := ANSWERED.get(asked["what"], set()) - event.keys():
            raise UnreadableError(f"{key}: ok of {asked['what']} lacks {', '.join(missing)}")
        else:
            self._ok(event, asked)

    def _invoke(self, event: Event) -> None:
        if event["what"] == "add":
            self.adds[event["conversation"], event["user"]] += 1
        elif (change := self._change(event)) is not None:
            change.asked += 1

    def _change(self, asked: Event) -> Change | None:
        """Return the change that a command asks for; create it if it is new."""
        what = asked["what"]
        if what not in {"send", "edit", "delete"}:
            return None
        name = asked["client_message_id"]
        sent = self.messages.get(name)
        if sent is None:
            if what != "send":
                raise UnreadableError(f"{asked['client']}: {what} of {name}, which nobody asked to send")
            conversation = asked["conversation"]
            own = self.own[conversation, asked["person"]]
            sent = self.messages[intern(name)] = Sent(name, asked, self.acked[conversation], own)
        if what == "send":
            return sent
        if what == "edit":
            sent.edits = sent.edits or {}
            return sent.edits.setdefault(asked["body"], Change())
        if asked["for"] == "me":
            sent.hidden = sent.hidden or {}
            return sent.hidden.setdefault(asked["person"], Change())
        sent.deletion = sent.deletion or Change()
        return sent.deletion

    def _fail(self, asked: Event) -> None:
        if asked["what"] == "add":
            self.adds[asked["conversation"], asked["user"]] -= 1
        elif (change := self._change(asked)) is not None:
            change.failed += 1

    def _ok(self, event: Event, asked: Event) -> None:
        change = self._change(asked)
        if change is None:
            return
        change.ok(event["at"], event.get("position") or 0)
        if isinstance(change, Sent) and asked["what"] == "send":
            self.sends += 1
            change.seq = change.seq or event["seq"]
            # The socket's answer does not show whether it is a replay; a replay has the position of a later change.
            if event.get("replay") is False or ("replay" not in event and change.asked == 1):
                change.position = event["position"]
            conversation, person = change.conversation, change.sender
            self.acked[conversation] = max(self.acked[conversation], event["seq"])
            self.own[conversation, person] = max(self.own[conversation, person], event["seq"])
