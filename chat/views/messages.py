"""Messages: sending, reading and changing one message, with its reactions, votes, pin and receipts."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.idempotency import repeatable
from chat import selectors, services
from chat.wire.commands import EditMessage, EditText, Forward, React, SendMessage
from chat.wire.polls import Vote, VotePage
from chat.wire.serializers import Forwarded, Message, PositionOnly, ReactionPage, ReceiptPage
from common.api import ApiView
from common.bridge import wait_for
from common.errors import invalid
from common.parsing import Shape, parse


class MessagesView(ApiView):
    """Sending messages."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": SendMessage}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"POST": Message}

    def post(self, request: Request) -> Response:
        """Send a message: 201, or 200 if it was sent before."""
        sent = wait_for(services.send_message(self.user_id, self.body(SendMessage)))
        return Response(sent.message, status=201 if sent.created else 200)


class OneMessageView(ApiView):
    """Base of the views that answer with one message."""

    def message(self, message_id: UUID) -> Response:
        """Return the message as it is now."""
        return Response(wait_for(selectors.message(self.user_id, message_id)))


class MessageView(OneMessageView):
    """One message."""

    requests: ClassVar[dict[str, type[Shape]]] = {"PATCH": EditText}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": Message, "PATCH": Message, "DELETE": PositionOnly}

    def get(self, request: Request, message_id: UUID) -> Response:
        """Return the message."""
        self.query()
        return self.message(message_id)

    def patch(self, request: Request, message_id: UUID) -> Response:
        """Replace the text of one's own message."""
        body = self.body(EditText)
        services.edit_message(self.user_id, EditMessage(message_id=message_id, **dict(body)))
        return self.message(message_id)

    def delete(self, request: Request, message_id: UUID) -> Response:
        """Delete the message for everyone (200 with the position) or for oneself (204)."""
        whom = self.query("for").get("for")
        if whom == "me":
            services.hide_message(self.user_id, message_id)
            return Response(status=204)
        if whom != "everyone":
            raise invalid("for", "required" if whom is None else "not_a_choice", "must be everyone or me")
        return Response({"position": services.delete_message(self.user_id, message_id).position})


class ReactionView(OneMessageView):
    """One's own emoji on a message."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"PUT": Message, "DELETE": Message}

    def put(self, request: Request, message_id: UUID, emoji: str) -> Response:
        """Add the emoji."""
        return self._react(message_id, emoji, remove=False)

    def delete(self, request: Request, message_id: UUID, emoji: str) -> Response:
        """Remove the emoji."""
        return self._react(message_id, emoji, remove=True)

    def _react(self, message_id: UUID, emoji: str, *, remove: bool) -> Response:
        command = parse(React, {"message_id": message_id, "emoji": emoji, "remove": remove})
        services.react(self.user_id, message_id, command.emoji, remove=remove)
        return self.message(message_id)


class ReactionsView(ApiView):
    """The reactions to a message."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": ReactionPage}

    def get(self, request: Request, message_id: UUID) -> Response:
        """Return a page, the oldest first."""
        page = selectors.reactions(self.user_id, message_id, *self.page_query())
        return Response(wait_for(page))


class ReceiptsView(ApiView):
    """Who received and read one's own message."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": ReceiptPage}

    def get(self, request: Request, message_id: UUID) -> Response:
        """Return a page of members."""
        page = selectors.receipts(self.user_id, message_id, *self.page_query())
        return Response(wait_for(page))


class PinView(OneMessageView):
    """Whether a message is pinned for all."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"PUT": Message, "DELETE": Message}

    def put(self, request: Request, message_id: UUID) -> Response:
        """Pin it."""
        services.pin_message(self.user_id, message_id, pinned=True)
        return self.message(message_id)

    def delete(self, request: Request, message_id: UUID) -> Response:
        """Unpin it."""
        services.pin_message(self.user_id, message_id, pinned=False)
        return self.message(message_id)


class VotesView(OneMessageView):
    """The votes in a poll."""

    requests: ClassVar[dict[str, type[Shape]]] = {"PUT": Vote}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": VotePage, "PUT": Message}

    def get(self, request: Request, message_id: UUID) -> Response:
        """Return a page of votes, unless the poll is anonymous."""
        page = selectors.votes(self.user_id, message_id, *self.page_query())
        return Response(wait_for(page))

    def put(self, request: Request, message_id: UUID) -> Response:
        """Vote; the options replace one's earlier vote. No options take the vote back."""
        services.vote(self.user_id, message_id, self.body(Vote).option_ids)
        return self.message(message_id)


class ClosePollView(OneMessageView):
    """The end of a poll."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"POST": Message}

    @repeatable
    def post(self, request: Request, message_id: UUID) -> Response:
        """Close the poll. Its sender and the group's admins may do this."""
        services.close_poll(self.user_id, message_id)
        return self.message(message_id)


class ForwardView(ApiView):
    """Sending a message on to other conversations."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": Forward}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"POST": Forwarded}

    def post(self, request: Request, message_id: UUID) -> Response:
        """Forward: 201, or 200 if all messages were sent before."""
        sent = wait_for(services.forward_message(self.user_id, message_id, self.body(Forward)))
        results = b",".join(one.message for one in sent)
        status = 201 if any(one.created for one in sent) else 200
        return Response(b'{"results":[%b]}' % results, status=status)
