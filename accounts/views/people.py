"""GET and PATCH /users/me."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.serializers import OwnUserAnswer, ProfileRequest, own_user
from common.api import ApiView
from common.errors import ApiError


class MeView(ApiView):
    """The caller's own profile."""

    requests: ClassVar = {"PATCH": ProfileRequest}
    answers: ClassVar = {"GET": OwnUserAnswer, "PATCH": OwnUserAnswer}

    def get(self, request: Request) -> Response:
        """Return it."""
        user = selectors.own_profile(self.user_id)
        if user is None:
            # Gone within the seconds the device was cached for.
            raise ApiError("not_authenticated")
        return Response(own_user(user).model_dump(mode="json"))

    def patch(self, request: Request) -> Response:
        """Change what is given, leave what is absent."""
        changes = self.body(ProfileRequest).model_dump(exclude_unset=True)
        user = services.update_profile(self.user_id, changes)
        return Response(own_user(user).model_dump(mode="json"))
