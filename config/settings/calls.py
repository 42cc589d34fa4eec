"""Which limits each REST call and each socket command spends from. docs/configuration.md shows these tables."""

# How a limit is counted, if not per account. Other words than `account` and `address` are parameters of the path.
LIMITS_COUNTED_BY = {
    "refreshes_per_address": ("address",),
    "descriptions_per_address": ("address",),
    "changes_per_message": ("account", "message_id"),
    "changes_per_group": ("account", "group_id"),
    "joins_per_link": ("account", "token"),
}
# Without Redis, calls with one of these limits are refused. All other calls of signed-in people are answered.
LIMITS_CLOSED_WITHOUT_REDIS = {"lookups", "new_groups", "invite_links", "joins"}

# Signing in spends its limits in the services, because these depend on the number and on whether a code is right. The
# admin pages are no calls of the API.
SPENT_BY_SERVICES = {
    "POST /auth/otp": (
        *("codes_per_address", "codes_per_network_56", "codes_per_network_48", "codes_per_number_and_address"),
        *("codes_per_number", "codes_per_prefix", "codes_in_all"),
    ),
    "POST /auth/verify": (
        *("guesses_per_address", "guesses_per_network_56", "guesses_per_network_48", "guesses_per_number"),
        "wrong_codes_in_all",
    ),
    "Passwords of the admin pages": (
        *("admin_passwords_per_address", "admin_passwords_per_network_56", "admin_passwords_per_network_48"),
        "admin_passwords_in_all",
    ),
}
CALL_LIMITS: dict[str, tuple[str, ...]] = {
    "POST /auth/otp": (),
    "POST /auth/verify": (),
    "POST /auth/refresh": ("refreshes_per_address",),
    "POST /auth/logout": ("account_changes",),
    "GET /devices": ("reads",),
    "DELETE /devices": ("account_changes",),
    "DELETE /devices/{device_id}": ("account_changes",),
    "GET /users": ("lookups",),
    "GET /users/me": ("reads",),
    "PATCH /users/me": ("account_changes",),
    "GET /users/me/privacy": ("reads",),
    "PATCH /users/me/privacy": ("account_changes",),
    "GET /users/{user_id}": ("reads",),
    "GET /users/{user_id}/status": ("reads",),
    "PUT /users/{user_id}/status": ("account_changes",),
    "GET /blocks": ("reads",),
    "PUT /blocks/{user_id}": ("account_changes",),
    "DELETE /blocks/{user_id}": ("account_changes",),
    "GET /contacts": ("reads",),
    "PUT /contacts/{user_id}": ("account_changes",),
    "DELETE /contacts/{user_id}": ("account_changes",),
    "GET /sync": ("syncs",),
    "GET /conversations": ("syncs",),
    "POST /conversations": ("new_conversations",),
    "GET /conversations/{conversation_id}": ("reads",),
    "PATCH /conversations/{conversation_id}": ("writes",),
    "GET /conversations/{conversation_id}/messages": ("syncs",),
    "GET /conversations/{conversation_id}/changes": ("syncs",),
    "PUT /conversations/{conversation_id}/draft": ("writes",),
    "DELETE /conversations/{conversation_id}/draft": ("writes",),
    "POST /conversations/{conversation_id}/read": ("receipts",),
    "POST /conversations/{conversation_id}/delivered": ("receipts",),
    "GET /conversations/{conversation_id}/pins": ("reads",),
    "POST /messages": ("sends",),
    "GET /messages/{message_id}": ("reads",),
    "PATCH /messages/{message_id}": ("writes", "changes_per_message"),
    "DELETE /messages/{message_id}": ("writes",),
    "GET /messages/{message_id}/reactions": ("reads",),
    "PUT /messages/{message_id}/reactions/{emoji}": ("writes", "changes_per_message"),
    "DELETE /messages/{message_id}/reactions/{emoji}": ("writes", "changes_per_message"),
    "PUT /messages/{message_id}/pin": ("writes", "changes_per_message"),
    "DELETE /messages/{message_id}/pin": ("writes", "changes_per_message"),
    "GET /messages/{message_id}/votes": ("reads",),
    "PUT /messages/{message_id}/votes": ("writes", "changes_per_message"),
    "POST /messages/{message_id}/close_poll": ("writes",),
    "GET /messages/{message_id}/receipts": ("reads",),
    "POST /messages/{message_id}/forward": ("forwards",),
    "POST /groups": ("new_groups",),
    "GET /groups/{group_id}": ("reads",),
    "PATCH /groups/{group_id}": ("writes", "changes_per_group"),
    "DELETE /groups/{group_id}": ("writes",),
    "GET /groups/{group_id}/members": ("reads",),
    "POST /groups/{group_id}/members": ("writes", "changes_per_group"),
    "PATCH /groups/{group_id}/members/{user_id}": ("writes", "changes_per_group"),
    "DELETE /groups/{group_id}/members/{user_id}": ("writes", "changes_per_group"),
    "GET /groups/{group_id}/invite_links": ("reads",),
    "POST /groups/{group_id}/invite_links": ("invite_links",),
    "DELETE /groups/{group_id}/invite_links/{link_id}": ("writes",),
    "GET /groups/{group_id}/join_requests": ("reads",),
    "POST /groups/{group_id}/join_requests/{user_id}": ("writes", "changes_per_group"),
    "GET /join/{token}": ("joins",),
    "POST /join/{token}": ("joins", "joins_per_link"),
    "DELETE /join/{token}": ("joins", "joins_per_link"),
    "GET /schema": ("descriptions_per_address",),
    "GET /schema/socket": ("descriptions_per_address",),
}
# Methods that a path does not support.
OTHER_CALL_LIMITS = ("reads",)
# A body over LARGE_BODY_BYTES spends these as well, before it is parsed.
LARGE_BODY_LIMITS = ("large_bodies",)
# Counted in the process, because a send must not wait for Redis. Each socket also has SOCKET_COMMANDS_PER_SECOND.
COMMAND_LIMITS = {
    "authenticate": "socket_sign_ins",
    "send_message": "socket_sends",
    "edit_message": "socket_writes",
    "delete_message": "socket_writes",
    "react": "socket_writes",
    "ack": "socket_receipts",
    "read": "socket_receipts",
    "typing": "socket_receipts",
    "watch_presence": "socket_syncs",
    "sync": "socket_syncs",
    "changes": "socket_syncs",
    "refresh_token": "socket_sign_ins",
    "ping": "socket_receipts",
}
