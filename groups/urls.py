"""Groups' part of /api/v1."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from groups.views import groups, joining


class TokenConverter(StringConverter):
    """The token of an invite link: 128 bits in base64url. Any other text is an unknown link."""

    regex = "[A-Za-z0-9_-]{22}"


register_converter(TokenConverter, "token")

GROUP = "groups/<id:group_id>"

urlpatterns = [
    path("groups", groups.GroupsView.as_view()),
    path(GROUP, groups.GroupView.as_view()),
    path(f"{GROUP}/members", groups.MembersView.as_view()),
    path(f"{GROUP}/members/<id:user_id>", groups.MemberView.as_view()),
    path(f"{GROUP}/invite_links", joining.InviteLinksView.as_view()),
    path(f"{GROUP}/invite_links/<id:link_id>", joining.InviteLinkView.as_view()),
    path(f"{GROUP}/join_requests", joining.JoinRequestsView.as_view()),
    path(f"{GROUP}/join_requests/<id:user_id>", joining.JoinRequestView.as_view()),
    path("join/<token:token>", joining.JoinView.as_view()),
]
