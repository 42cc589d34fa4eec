"""People as one sees them, one's own profile, and what one shows to whom."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.serializers import (
    OwnUserAnswer,
    PeopleAnswer,
    PersonAnswer,
    PrivacyAnswer,
    PrivacyRequest,
    ProfileRequest,
    own_user,
)
from common.api import ApiView
from common.errors import ApiError, invalid


class MeView(ApiView):
    """The caller's own profile."""

    requests: ClassVar = {"PATCH": ProfileRequest}
    answers: ClassVar = {"GET": OwnUserAnswer, "PATCH": OwnUserAnswer}

    def get(self, request: Request) -> Response:
        """Return it."""
        self.query()
        return Response(_own(self.user_id))

    def patch(self, request: Request) -> Response:
        """Change what is given, leave what is absent."""
        changes = self.body(ProfileRequest).model_dump(exclude_unset=True)
        user = services.update_profile(self.user_id, changes)
        return Response(own_user(user).model_dump(mode="json"))


class PersonView(ApiView):
    """One person."""

    answers: ClassVar = {"GET": PersonAnswer}

    def get(self, request: Request, user_id: UUID) -> Response:
        """Return what their privacy lets the caller see; erased people look like none."""
        self.query()
        if user_id == self.user_id:
            return Response(_own(user_id))
        return Response(selectors.profile_of(user_id, self.user_id))


class PeopleView(ApiView):
    """Finding a person by username."""

    answers: ClassVar = {"GET": PeopleAnswer}

    def get(self, request: Request) -> Response:
        """Return whoever has this very username, in any spelling; what is no username is nobody's."""
        query = self.query("username")
        if "username" not in query:
            raise invalid("username", "required", "must be given")
        found = selectors.profiles_by_username(query["username"], self.user_id)
        results = [_own(self.user_id) if one["id"] == str(self.user_id) else one for one in found]
        return Response({"results": results, "next": None})


class PrivacyView(ApiView):
    """What the caller shows to whom."""

    requests: ClassVar = {"PATCH": PrivacyRequest}
    answers: ClassVar = {"GET": PrivacyAnswer, "PATCH": PrivacyAnswer}

    def get(self, request: Request) -> Response:
        """Return it; the defaults where nothing was said."""
        self.query()
        return Response(selectors.privacy(self.user_id))

    def patch(self, request: Request) -> Response:
        """Change what is given, leave what is absent."""
        services.update_privacy(self.user_id, self.body(PrivacyRequest).model_dump(exclude_unset=True))
        return Response(selectors.privacy(self.user_id))


def _own(user_id: UUID) -> dict[str, Any]:
    user = selectors.own_profile(user_id)
    if user is None:
        # Gone within the seconds the device was cached for.
        raise ApiError("not_authenticated")
    return own_user(user).model_dump(mode="json")
