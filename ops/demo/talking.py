"""Lets the demo's people talk. Every message, reaction and receipt goes through the product's own services."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection, transaction

from chat import services
from chat.commit import receipts, writer
from chat.wire.commands import ConversationSettings, EditMessage, PutDraft, SendMessage
from chat.wire.content import Entity
from common.bridge import wait_for
from common.clock import wire_time
from common.database import close_pool
from common.ids import new_id
from delivery.publisher import publisher
from groups.serializers import CreateGroup
from groups.services import create_group
from ops.demo.groups import GROUPS
from ops.demo.pairs import PAIRS
from ops.demo.people import PEOPLE, SHOWN
from ops.demo.script import BEFORE_THE_FIRST, Line, Talk, moments

MENTION = re.compile(r"@(\w+)")
DATES = (Path(__file__).parent / "dates.sql").read_text()


class Said(NamedTuple):
    """A message that was sent, and the time at which it is supposed to have been sent."""

    conversation_id: UUID
    message_id: UUID | None
    seq: int
    moment: datetime


def talk(people: dict[str, UUID], now: datetime) -> None:
    """Send all messages of all conversations, then spread them over the last days."""
    wait_for(_start())
    try:
        said = [one for conversation in (*GROUPS, *PAIRS) for one in Talking(conversation, people, now).play()]
    finally:
        wait_for(_stop())
    with transaction.atomic(), connection.cursor() as cursor:
        columns: dict[str, Any] = {
            "conversation_ids": [one.conversation_id for one in said],
            "seqs": [one.seq for one in said],
            "moments": [one.moment for one in said],
        }
        for statement in DATES.split(";\n"):
            cursor.execute(statement, columns)


async def _start() -> None:
    writer.start()
    receipts.start()


async def _stop() -> None:
    await writer.stop()
    await receipts.stop()
    await publisher().stop()
    await close_pool()


class Talking:
    """One conversation while it is written into the database."""

    def __init__(self, talk: Talk, people: dict[str, UUID], now: datetime) -> None:
        self.talk, self.people, self.now = talk, people, now
        self.moments = moments(talk.lines, now)
        self.said: list[Said] = []

    def play(self) -> list[Said]:
        """Send the messages, react and read; return the messages that were sent."""
        founding = list(self._found_group())
        where = {"conversation_id": founding[0].conversation_id} if founding else self._to_the_other()
        for line, moment in zip(self.talk.lines, self.moments, strict=True):
            self.said.append(self._say(line, moment, where))
            where = {"conversation_id": self.said[-1].conversation_id}
        for line, said in zip(self.talk.lines, self.said, strict=True):
            self._change(line, said)
        self._read(where["conversation_id"])
        self._arrange(where["conversation_id"])
        return founding + self.said

    def _found_group(self) -> Iterator[Said]:
        if self.talk.title:
            founder, *others = (self.people[key] for key in self.talk.keys)
            command = CreateGroup(name=self.talk.title, description=self.talk.description, member_ids=others)
            # Its first message says that the group was made.
            yield Said(create_group(founder, command), None, 1, self.moments[0] - BEFORE_THE_FIRST)

    def _to_the_other(self) -> dict[str, UUID]:
        speaker = self.talk.lines[0].by
        other = next((key for key in self.talk.keys if key != speaker), speaker)
        return {"recipient_id": self.people[other]}

    def _say(self, line: Line, moment: datetime, where: dict[str, UUID]) -> Said:
        text, mentions = self._with_mentions(line.before or line.text)
        command = SendMessage.model_validate(
            {
                "client_message_id": new_id(),
                "text": text,
                "entities": mentions,
                "mentions": [mention.user_id for mention in mentions],
                "reply_to_seq": None if line.answers is None else self.said[line.answers].seq,
                **where,
            }
        )
        message = orjson.loads(wait_for(services.send_message(self.people[line.by], command)).message)
        return Said(UUID(message["conversation_id"]), UUID(message["id"]), message["seq"], moment)

    def _with_mentions(self, text: str) -> tuple[str, list[Entity]]:
        text = MENTION.sub(lambda found: f"@{PEOPLE[found[1]].name.split()[0]}", text)
        called = {PEOPLE[key].name.split()[0]: self.people[key] for key in self.talk.keys}
        return text, [
            Entity(type="mention", offset=found.start(), length=len(found[0]), user_id=called[found[1]])
            for found in MENTION.finditer(text)
        ]

    def _change(self, line: Line, said: Said) -> None:
        assert said.message_id is not None
        author = self.people[line.by]
        if line.before:
            services.edit_message(author, EditMessage(message_id=said.message_id, text=line.text))
        if line.deleted:
            services.delete_message(author, said.message_id)
        if line.pinned:
            services.pin_message(author, said.message_id, pinned=True)
        for emoji, keys in line.reactions.items():
            for key in keys.split():
                services.react(self.people[key], said.message_id, emoji)

    def _read(self, conversation_id: UUID) -> None:
        last = self.said[-1].seq
        for key in self.talk.keys:
            wait_for(services.ack(self.people[key], conversation_id, last))
            wait_for(services.read(self.people[key], conversation_id, last - self.talk.unread.get(key, 0)))

    def _arrange(self, conversation_id: UUID) -> None:
        shown = self.people[SHOWN]
        if self.talk.pinned:
            services.set_conversation_settings(shown, conversation_id, ConversationSettings(pinned=True))
        if self.talk.muted_days:
            until = wire_time(self.now + timedelta(days=self.talk.muted_days))
            muted = ConversationSettings.model_validate({"muted_until": until})
            services.set_conversation_settings(shown, conversation_id, muted)
        if self.talk.draft:
            services.put_draft(shown, conversation_id, PutDraft(text=self.talk.draft, version=1))
