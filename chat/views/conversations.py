"""Conversations: the list, one conversation, its pages, and one's own state in it."""

from typing import Any, ClassVar, Literal
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.idempotency import idempotent, repeatable
from chat import selectors, services
from chat.wire.commands import ConversationSettings, OpenDirect, PutDraft, Seen
from chat.wire.serializers import Changes, Conversation, ConversationPage, Draft, MessagePage, Watermarks
from common.api import ApiView
from common.bridge import wait_for
from common.errors import invalid
from common.pagination import page_limit, read_cursor
from common.parsing import Shape, position_parameter

Direction = Literal["before", "after", "around"]
DIRECTIONS: dict[str, Direction] = {"before_seq": "before", "after_seq": "after", "around_seq": "around"}
CHANGES_LIMIT, CHANGES_LIMIT_MAX = 100, 500
# No title is longer.
NAME_CHARACTERS = 128


class ConversationsView(ApiView):
    """The list of one's conversations; opening a direct conversation."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": OpenDirect}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": ConversationPage, "POST": Conversation}

    def get(self, request: Request) -> Response:
        """Return a page, newest activity first. `archived=true`: only archived conversations.

        `q`: only conversations whose title, or whose other person's name, contains it.
        """
        query = self.query("limit", "cursor", "archived", "q")
        archived = query.get("archived", "false")
        if archived not in {"true", "false"}:
            raise invalid("archived", "not_a_choice", "must be true or false")
        words = query.get("q", "").strip()
        if len(words) > NAME_CHARACTERS:
            raise invalid("q", "too_long", f"must have at most {NAME_CHARACTERS} characters")
        page = selectors.conversation_page(
            self.user_id,
            archived=archived == "true",
            cursor=query.get("cursor"),
            limit=page_limit(query.get("limit")),
            words=words,
        )
        return Response(wait_for(page))

    @idempotent
    def post(self, request: Request) -> Response:
        """Return the direct conversation with a person; 201 if it is new."""
        command = self.body(OpenDirect)
        conversation_id, created = services.open_direct(self.user_id, command.user_id)
        conversation = selectors.conversation_now(conversation_id, self.user_id)
        return Response(conversation, status=201 if created else 200)


class ConversationView(ApiView):
    """One conversation."""

    requests: ClassVar[dict[str, type[Shape]]] = {"PATCH": ConversationSettings}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": Conversation, "PATCH": Conversation}

    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Return the conversation."""
        self.query()
        return Response(wait_for(selectors.conversation(conversation_id, self.user_id)))

    def patch(self, request: Request, conversation_id: UUID) -> Response:
        """Set one's own settings and return the conversation."""
        services.set_conversation_settings(self.user_id, conversation_id, self.body(ConversationSettings))
        return Response(wait_for(selectors.conversation(conversation_id, self.user_id)))


class DraftView(ApiView):
    """One's own draft."""

    requests: ClassVar[dict[str, type[Shape]]] = {"PUT": PutDraft}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"PUT": Draft, "DELETE": None}

    def put(self, request: Request, conversation_id: UUID) -> Response:
        """Store the draft. A version that is not newer: 409 with the stored draft.

        An empty text deletes the draft: 204.
        """
        draft = services.draft_json(services.put_draft(self.user_id, conversation_id, self.body(PutDraft)))
        return Response(draft, status=200 if draft else 204)

    def delete(self, request: Request, conversation_id: UUID) -> Response:
        """Delete the draft."""
        services.delete_draft(self.user_id, conversation_id)
        return Response(status=204)


class WatermarkView(ApiView):
    """POST …/read and …/delivered."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": Seen}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"POST": Watermarks}
    what: str = "delivered"

    @repeatable
    def post(self, request: Request, conversation_id: UUID) -> Response:
        """Move the watermark; return both watermarks and the number of unread messages."""
        move = services.read if self.what == "read" else services.ack
        moved = wait_for(move(self.user_id, conversation_id, self.body(Seen).seq))
        unread = wait_for(selectors.unread_count(conversation_id, self.user_id))
        return Response({"read_seq": moved.read_seq, "delivered_seq": moved.delivered_seq, "unread_count": unread})


class PinsView(ApiView):
    """The pinned messages of a conversation."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": MessagePage}

    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Return a page, newest pin first."""
        page = selectors.pins(conversation_id, self.user_id, *self.page_query())
        return Response(wait_for(page))


class MessagesOfConversationView(ApiView):
    """The messages of a conversation."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": MessagePage}

    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Return a page, ascending by seq: before_seq, after_seq, around_seq, a cursor, or the newest."""
        query = self.query("limit", "cursor", *DIRECTIONS)
        direction, seq = self._place(query)
        limit = page_limit(query.get("limit"))
        return Response(wait_for(selectors.message_page(conversation_id, self.user_id, direction, seq, limit)))

    def _place(self, query: dict[str, str]) -> tuple[Direction, int | None]:
        given = [name for name in ("cursor", *DIRECTIONS) if name in query]
        if len(given) > 1:
            raise invalid(given[1], "wrong_value", f"cannot be combined with {given[0]}")
        if not given:
            return "before", None
        if given[0] == "cursor":
            place: Any = read_cursor("messages", query["cursor"])
            return place[0], place[1]
        return DIRECTIONS[given[0]], position_parameter(given[0], query[given[0]])


class ChangesView(ApiView):
    """The changes of a conversation."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": Changes}

    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Return the messages that changed after a position, in their current state."""
        query = self.query("after", "limit")
        if "after" not in query:
            raise invalid("after", "required", "must be given")
        after = position_parameter("after", query["after"])
        limit = page_limit(query.get("limit"), CHANGES_LIMIT, CHANGES_LIMIT_MAX)
        return Response(wait_for(selectors.changes(conversation_id, self.user_id, after, limit)))
