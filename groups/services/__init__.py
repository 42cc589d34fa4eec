"""Every write of groups. This package decides who may change what; chat.services.membership changes the data."""

from groups.services.groups import change_group, create_group, delete_group
from groups.services.links import create_invite_link, join, revoke_invite_link, withdraw
from groups.services.members import add_members, change_member, remove_member
from groups.services.requests import answer_request

__all__ = [
    "add_members",
    "answer_request",
    "change_group",
    "change_member",
    "create_group",
    "create_invite_link",
    "delete_group",
    "join",
    "remove_member",
    "revoke_invite_link",
    "withdraw",
]
