"""What a walk puts where an operation takes something; what is not listed here fails the walk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import uuid4

from accounts import serializers as accounts
from chat.wire import commands
from chat.wire.polls import Vote
from common.parsing import Shape
from groups import serializers as groups
from presence.serializers import StatusRequest
from tests.canaries.scene import Scene

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, in which scene, and from where on (a cursor of /sync)."""

    scene: Scene
    name: str
    since: str

    @property
    def people(self) -> list[str]:
        return [str(person.id) for person in self.scene.people.values()]

    @property
    def others_devices(self) -> list[str]:
        return [str(one.device_id) for name, one in self.scene.people.items() if name != self.name]


def in_path(asking: Asking) -> dict[str, list[str]]:
    """Return the values of path parameters, by name."""
    scene = asking.scene
    return {
        "conversation_id": scene.conversation_ids,
        "group_id": scene.group_ids,
        "message_id": scene.message_ids,
        "user_id": asking.people,
        "device_id": asking.others_devices,
        # Of a link that was handed to everybody, and of one nobody knows but who made it.
        "token": scene.tokens,
        "link_id": scene.link_ids,
        "emoji": ["👍"],
        # Of static files and of the admin, which have nothing of anybody for people who are no staff.
        "path": ["config/front_page.css", "../manage.py"],
        "content_type_id": ["1"],
        "object_id": [asking.people[0], *scene.group_ids],
        "app_label": ["accounts"],
        "url": ["nothing"],
    }


def in_query(asking: Asking) -> dict[str, list[str]]:
    """Return the values of query parameters, by name; cursors come from the pages before."""
    places = ["0", "9", "1000"]
    return {
        "limit": ["7"],
        "cursor": [],
        "archived": ["true", "false"],
        "username": asking.scene.usernames,
        "q": ["canary", "a"],
        "since": [asking.since],
        "wait": ["0", "1"],
        "before_seq": places,
        "after_seq": places,
        "around_seq": places,
        "after": ["0", "5"],
        "for": ["me", "everyone"],
    }


def messages_to_send(asking: Asking) -> list[Fields]:
    """Return replies to every message, known to the sender or not, a word for everybody, and what was sent before."""
    to_all = [{"recipient_id": person} for person in asking.people]
    ends = asking.scene.last_seqs.items()
    replies = [{"conversation_id": place, "reply_to_seq": seq + 1} for place, end in ends for seq in range(end)]
    new = [{"client_message_id": str(uuid4()), "text": "Hello"} | where for where in to_all + replies]
    return new + asking.scene.sent.get(asking.name, [])


BODIES: dict[type[Shape], Callable[[Asking], list[Fields]]] = {
    accounts.OtpRequest: lambda asking: [{"phone_number": asking.scene.people[asking.name].phone_number}],
    accounts.VerifyRequest: lambda _: [
        {"challenge_id": str(uuid4()), "code": "123456", "device": {"name": "One", "platform": "web"}}
    ],
    accounts.RefreshRequest: lambda _: [{"refresh": "nothing"}],
    accounts.ProfileRequest: lambda asking: [{"name": asking.name}],
    accounts.PrivacyRequest: lambda _: [{"about": "nobody"}],
    accounts.Empty: lambda _: [{}],
    accounts.ContactRequest: lambda _: [{"alias": "Somebody"}],
    StatusRequest: lambda _: [{"status": "online"}],
    commands.OpenDirect: lambda asking: [{"user_id": person} for person in asking.people],
    commands.ConversationSettings: lambda _: [{"marked_unread": True}],
    commands.PutDraft: lambda _: [{"text": "Hm", "reply_to_seq": seq, "version": seq} for seq in (1, 2, 4)],
    commands.Seen: lambda _: [{"seq": 1000}],
    commands.SendMessage: messages_to_send,
    Vote: lambda _: [{"option_ids": [1]}],
    commands.EditText: lambda _: [{"text": "Changed"}],
    commands.Forward: lambda asking: [
        {"conversation_ids": [place], "client_message_id": str(uuid4())} for place in in_path(asking)["conversation_id"]
    ],
    groups.CreateGroup: lambda asking: [{"name": "Another", "member_ids": asking.people}],
    groups.ChangeGroup: lambda _: [{"name": "Changed"}, {"settings": {"join_approval": False}}],
    groups.ChangeMember: lambda _: [{"role": "admin"}, {"silenced_until": None}],
    groups.CreateInviteLink: lambda _: [{}],
    groups.AnswerRequest: lambda _: [{"action": "approve"}],
    groups.AddMembers: lambda asking: [{"user_ids": [person]} for person in asking.people],
}


def each(asking: Asking, name: str) -> list[str]:
    return in_path(asking)[name]


READING: dict[str, Callable[[Asking], list[Fields]]] = {
    "sync": lambda asking: [{}, {"since": asking.since}, {"since": "nonsense"}],
    "changes": lambda asking: [
        {"conversation_id": place, "after": after}
        for place, after in product(each(asking, "conversation_id"), (0, 5, 1000))
    ],
    "watch_presence": lambda asking: [{"user_ids": asking.people}],
    "ping": lambda _: [{}],
    "authenticate": lambda asking: [{"token": asking.scene.people[asking.name].access}],
    "refresh_token": lambda asking: [{"token": asking.scene.people[asking.name].access}],
}
WRITING: dict[str, Callable[[Asking], list[Fields]]] = {
    "send_message": messages_to_send,
    "edit_message": lambda asking: [{"message_id": one, "text": "Again"} for one in each(asking, "message_id")],
    "react": lambda asking: [{"message_id": one, "emoji": "🎉"} for one in each(asking, "message_id")],
    "ack": lambda asking: [{"conversation_id": one, "seq": 1000} for one in each(asking, "conversation_id")],
    "read": lambda asking: [{"conversation_id": one, "seq": 1000} for one in each(asking, "conversation_id")],
    "typing": lambda asking: [{"conversation_id": one, "state": "typing"} for one in each(asking, "conversation_id")],
}
DELETING: dict[str, Callable[[Asking], list[Fields]]] = {
    "delete_message": lambda asking: [
        {"message_id": one, "for": whom} for one, whom in product(each(asking, "message_id"), ("everyone", "me"))
    ],
}


def filled(names: list[str], values: dict[str, list[str]], where: str) -> Iterator[dict[str, str]]:
    """Yield every combination of values for these names; a name without a list fails the test."""
    unknown = set(names) - values.keys()
    assert not unknown, f"{where}: tests/canaries/fillers.py has nothing for {sorted(unknown)}"
    for chosen in product(*(values[name] for name in names)):
        yield dict(zip(names, chosen, strict=True))
