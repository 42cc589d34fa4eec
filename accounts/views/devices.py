"""GET and DELETE /devices, DELETE /devices/{id}."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.serializers import DevicesAnswer, device_answer
from common.api import ApiView
from common.errors import invalid
from common.pagination import make_cursor, read_cursor


class DevicesView(ApiView):
    """The caller's signed-in devices."""

    requests: ClassVar[dict[str, type]] = {}
    answers: ClassVar = {"GET": DevicesAnswer, "DELETE": None}

    def get(self, request: Request) -> Response:
        """Return a page, newest first."""
        cursor, limit = self.page_query()
        after = None if cursor is None else _after(cursor)
        # One row more than requested shows whether there is a next page.
        found = selectors.devices(self.user_id, after, limit + 1)
        page = found[:limit]
        answer = DevicesAnswer(
            results=[device_answer(device, self.device_id) for device in page],
            next=make_cursor("devices", [str(page[-1].id)]) if len(found) > limit else None,
        )
        return Response(answer.model_dump(mode="json"))

    def delete(self, request: Request) -> Response:
        """Sign out all devices except the caller's own."""
        services.revoke_other_devices(self.user_id, self.device_id)
        return Response(status=204)


class DeviceView(ApiView):
    """One of the caller's devices."""

    requests: ClassVar[dict[str, type]] = {}
    answers: ClassVar = {"DELETE": None}

    def delete(self, request: Request, device_id: UUID) -> Response:
        """Sign the device out. A device of another person answers like an unknown one."""
        services.revoke_device(self.user_id, device_id)
        return Response(status=204)


def _after(cursor: str) -> UUID:
    try:
        return UUID(read_cursor("devices", cursor)[0])
    except (ValueError, IndexError, AttributeError, TypeError):
        raise invalid("cursor", "wrong_value", "is not a cursor of this list") from None
