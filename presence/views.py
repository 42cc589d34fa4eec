"""GET and PUT /users/{id}/status."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from common.api import ApiView
from common.bridge import wait_for
from common.errors import ApiError
from presence import services
from presence.serializers import StatusAnswer, StatusRequest


class StatusView(ApiView):
    """Whether a person is online."""

    requests: ClassVar = {"PUT": StatusRequest}
    answers: ClassVar = {"GET": StatusAnswer, "PUT": StatusAnswer}

    def get(self, request: Request, user_id: UUID) -> Response:
        """Return the status as the caller may see it."""
        self.query()
        return Response(wait_for(services.status(self.user_id, user_id)).model_dump(mode="json"))

    def put(self, request: Request, user_id: UUID) -> Response:
        """Set the caller's own status."""
        said = self.body(StatusRequest)
        if user_id != self.user_id:
            wait_for(services.status(self.user_id, user_id))
            raise ApiError("not_allowed", "You may set only your own status")
        return Response(wait_for(services.set_status(user_id, said.status)).model_dump(mode="json"))
