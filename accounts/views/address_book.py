"""GET /blocks and /contacts, and PUT and DELETE of one of them."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.serializers import BlocksAnswer, ContactRequest, ContactsAnswer, Empty
from common.api import ApiView
from common.errors import invalid
from common.pagination import make_cursor, page_limit, read_cursor


class BlocksView(ApiView):
    """The people the caller blocked."""

    answers: ClassVar = {"GET": BlocksAnswer}

    def get(self, request: Request) -> Response:
        """Return a page, by id."""
        after, limit = _place(self, "blocks")
        # One row more than requested shows whether there is a next page.
        found = selectors.blocks(self.user_id, after, limit + 1)
        shown = selectors.profiles(found[:limit], self.user_id)
        return Response(
            {"results": [shown[person_id] for person_id in found[:limit]], "next": _next("blocks", found, limit)}
        )


class BlockView(ApiView):
    """Whether the caller blocks one person. Both calls may be repeated."""

    requests: ClassVar = {"PUT": Empty}
    answers: ClassVar = {"PUT": None, "DELETE": None}

    def put(self, request: Request, user_id: UUID) -> Response:
        """Block the person."""
        self.body(Empty)
        services.block(self.user_id, user_id)
        return Response(status=204)

    def delete(self, request: Request, user_id: UUID) -> Response:
        """Lift the block."""
        services.unblock(self.user_id, user_id)
        return Response(status=204)


class ContactsView(ApiView):
    """The caller's address book."""

    answers: ClassVar = {"GET": ContactsAnswer}

    def get(self, request: Request) -> Response:
        """Return a page, by id."""
        after, limit = _place(self, "contacts")
        found = selectors.contacts(self.user_id, after, limit + 1)
        shown = selectors.profiles([person_id for person_id, _ in found[:limit]], self.user_id)
        return Response(
            {
                "results": [{"user": shown[person_id], "alias": alias} for person_id, alias in found[:limit]],
                "next": _next("contacts", [person_id for person_id, _ in found], limit),
            }
        )


class ContactView(ApiView):
    """One person in the caller's address book. Both calls may be repeated."""

    requests: ClassVar = {"PUT": ContactRequest}
    answers: ClassVar = {"PUT": None, "DELETE": None}

    def put(self, request: Request, user_id: UUID) -> Response:
        """Add or change the person, with this alias or none."""
        services.put_contact(self.user_id, user_id, self.body(ContactRequest).alias or "")
        return Response(status=204)

    def delete(self, request: Request, user_id: UUID) -> Response:
        """Remove the person."""
        services.delete_contact(self.user_id, user_id)
        return Response(status=204)


def _place(view: ApiView, kind: str) -> tuple[UUID | None, int]:
    query = view.query("limit", "cursor")
    limit = page_limit(query.get("limit"))
    if "cursor" not in query:
        return None, limit
    try:
        return UUID(read_cursor(kind, query["cursor"])[0]), limit
    except (ValueError, IndexError, AttributeError, TypeError):
        raise invalid("cursor", "wrong_value", "is not a cursor of this list") from None


def _next(kind: str, found: list[UUID], limit: int) -> str | None:
    return make_cursor(kind, [str(found[limit - 1])]) if len(found) > limit else None
