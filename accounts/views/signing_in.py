"""POST /auth/otp, /auth/verify, /auth/refresh, /auth/logout."""

from typing import ClassVar

from django.conf import settings
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.refresh_cookie import clear_cookie, cookie_token, set_cookie
from accounts.serializers import (
    Empty,
    OtpAnswer,
    OtpRequest,
    RefreshAnswer,
    RefreshRequest,
    VerifyAnswer,
    VerifyRequest,
    device_answer,
    own_user,
)
from common.api import ApiView
from common.clock import wire_time
from common.errors import ApiError
from common.limits import client_address


class OtpView(ApiView):
    """Ask for a code."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    requests: ClassVar = {"POST": OtpRequest}
    answers: ClassVar = {"POST": OtpAnswer}

    def post(self, request: Request) -> Response:
        """Open a challenge: 202, whether or not the number is known."""
        body = self.body(OtpRequest)
        opened = services.request_code(body.phone_number, body.region, client_address(request))
        answer = OtpAnswer(
            challenge_id=opened.challenge_id,
            expires_at=wire_time(opened.expires_at),
            resend_at=wire_time(opened.resend_at),
        )
        return Response(answer.model_dump(mode="json"), status=202, headers=opened.headers)


class VerifyView(ApiView):
    """Answer a challenge."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    requests: ClassVar = {"POST": VerifyRequest}
    answers: ClassVar = {"POST": VerifyAnswer}

    def post(self, request: Request) -> Response:
        """Sign in on a new device."""
        body = self.body(VerifyRequest)
        signed_in = services.verify_code(
            body.challenge_id, body.code, body.device.name, body.device.platform, client_address(request)
        )
        in_body = {"refresh": signed_in.pair.refresh} if body.refresh_in == "body" else {}
        answer = VerifyAnswer(
            access=signed_in.pair.access,
            user=own_user(signed_in.user),
            device=device_answer(signed_in.device, signed_in.device.id),
            is_new_user=signed_in.is_new_user,
            **in_body,
        )
        response = Response(answer.model_dump(mode="json", exclude_unset=True), headers=signed_in.headers)
        if not in_body:
            set_cookie(response, signed_in.pair.refresh)
        return private(response)


class RefreshView(ApiView):
    """Rotate the tokens of a device."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    requests: ClassVar = {"POST": RefreshRequest}
    answers: ClassVar = {"POST": RefreshAnswer}

    def post(self, request: Request) -> Response:
        """Take the refresh token from the body, or else from the cookie; the new token goes back the same way."""
        given = self.body(RefreshRequest).refresh
        token = given if given is not None else cookie_token(request)
        if token is None:
            raise ApiError("not_authenticated")
        pair = services.refresh(token).pair
        if given is not None:
            return private(Response(RefreshAnswer(access=pair.access, refresh=pair.refresh).model_dump()))
        response = Response(RefreshAnswer(access=pair.access).model_dump(exclude_unset=True))
        set_cookie(response, pair.refresh)
        return private(response)


class LogoutView(ApiView):
    """Sign out."""

    requests: ClassVar = {"POST": Empty}
    answers: ClassVar = {"POST": None}

    def post(self, request: Request) -> Response:
        """Sign the caller's own device out."""
        self.body(Empty)
        services.revoke_device(self.user_id, self.device_id)
        response = Response(status=204)
        if settings.REFRESH_COOKIE_NAME in request.COOKIES:
            clear_cookie(response)
        return response


def private(response: Response) -> Response:
    """Keep tokens out of every cache."""
    response["Cache-Control"] = "no-store"
    return response
