"""Every read of groups. Only members see a group; for all other people, former members too, it does not exist."""

from groups.selectors.groups import group, member, member_page, settings_of
from groups.selectors.links import any_link, invitation, invite_link, invite_link_page, usable_link, waiting_again_from
from groups.selectors.requests import join_request_page

__all__ = [
    "any_link",
    "group",
    "invitation",
    "invite_link",
    "invite_link_page",
    "join_request_page",
    "member",
    "member_page",
    "settings_of",
    "usable_link",
    "waiting_again_from",
]
