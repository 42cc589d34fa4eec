"""People, one's own profile, and one's privacy settings."""

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
        """Return the profile."""
        self.query()
        return Response(_own(self.user_id))

    def patch(self, request: Request) -> Response:
        """Change the given fields; absent fields stay."""
        changes = self.body(ProfileRequest).model_dump(exclude_unset=True)
        user = services.update_profile(self.user_id, changes)
        return Response(own_user(user).model_dump(mode="json"))


class PersonView(ApiView):
    """One person."""

    answers: ClassVar = {"GET": PersonAnswer}

    def get(self, request: Request, user_id: UUID) -> Response:
        """Return the parts of a profile that the caller may see. An erased person answers like an unknown one."""
        self.query()
        if user_id == self.user_id:
            return Response(_own(user_id))
        return Response(selectors.profile_of(user_id, self.user_id))


class PeopleView(ApiView):
    """Finding a person by username."""

    answers: ClassVar = {"GET": PeopleAnswer}

    def get(self, request: Request) -> Response:
        """Return the person with exactly this username, regardless of letter case, or nobody."""
        query = self.query("username")
        if "username" not in query:
            raise invalid("username", "required", "must be given")
        found = selectors.profiles_by_username(query["username"], self.user_id)
        results = [_own(self.user_id) if one["id"] == str(self.user_id) else one for one in found]
        return Response({"results": results, "next": None})


class PrivacyView(ApiView):
    """The caller's privacy settings."""

    requests: ClassVar = {"PATCH": PrivacyRequest}
    answers: ClassVar = {"GET": PrivacyAnswer, "PATCH": PrivacyAnswer}

    def get(self, request: Request) -> Response:
        """Return the settings; the defaults if the caller set none."""
        self.query()
        return Response(selectors.privacy(self.user_id))

    def patch(self, request: Request) -> Response:
        """Change the given fields; absent fields stay."""
        services.update_privacy(self.user_id, self.body(PrivacyRequest).model_dump(exclude_unset=True))
        return Response(selectors.privacy(self.user_id))


def _own(user_id: UUID) -> dict[str, Any]:
    user = selectors.own_profile(user_id)
    if user is None:
        # Deleted within the seconds for which the device is cached.
        raise ApiError("not_authenticated")
    return own_user(user).model_dump(mode="json")
