"""Which methods each route of the API takes, and which it refuses. HEAD is GET without a body; OPTIONS describes."""

READ = ("GET HEAD OPTIONS", "POST PUT PATCH DELETE TRACE")
POST = ("POST OPTIONS", "GET HEAD PUT PATCH DELETE TRACE")
CONVERSATION, MESSAGE = "conversations/<id:conversation_id>", "messages/<id:message_id>"
GROUP = "groups/<id:group_id>"

METHODS_OF = {
    "auth/otp": POST,
    "auth/verify": POST,
    "auth/refresh": POST,
    "auth/logout": POST,
    "devices": ("GET HEAD OPTIONS DELETE", "POST PUT PATCH TRACE"),
    "devices/<id:device_id>": ("OPTIONS DELETE", "GET HEAD POST PUT PATCH TRACE"),
    "users": READ,
    "users/me": ("GET HEAD OPTIONS PATCH", "POST PUT DELETE TRACE"),
    "users/me/privacy": ("GET HEAD OPTIONS PATCH", "POST PUT DELETE TRACE"),
    "users/<id:user_id>": READ,
    "users/<id:user_id>/status": ("GET HEAD OPTIONS PUT", "POST PATCH DELETE TRACE"),
    "blocks": READ,
    "blocks/<id:user_id>": ("OPTIONS PUT DELETE", "GET HEAD POST PATCH TRACE"),
    "contacts": READ,
    "contacts/<id:user_id>": ("OPTIONS PUT DELETE", "GET HEAD POST PATCH TRACE"),
    "sync": READ,
    "conversations": ("GET HEAD OPTIONS POST", "PUT PATCH DELETE TRACE"),
    CONVERSATION: ("GET HEAD OPTIONS PATCH", "POST PUT DELETE TRACE"),
    f"{CONVERSATION}/messages": READ,
    f"{CONVERSATION}/changes": READ,
    f"{CONVERSATION}/draft": ("OPTIONS PUT DELETE", "GET HEAD POST PATCH TRACE"),
    f"{CONVERSATION}/read": POST,
    f"{CONVERSATION}/delivered": POST,
    f"{CONVERSATION}/pins": READ,
    "messages": POST,
    MESSAGE: ("GET HEAD OPTIONS PATCH DELETE", "POST PUT TRACE"),
    f"{MESSAGE}/reactions": READ,
    f"{MESSAGE}/reactions/<str:emoji>": ("OPTIONS PUT DELETE", "GET HEAD POST PATCH TRACE"),
    f"{MESSAGE}/votes": ("GET HEAD OPTIONS PUT", "POST PATCH DELETE TRACE"),
    f"{MESSAGE}/close_poll": POST,
    f"{MESSAGE}/pin": ("OPTIONS PUT DELETE", "GET HEAD POST PATCH TRACE"),
    f"{MESSAGE}/receipts": READ,
    f"{MESSAGE}/forward": POST,
    "groups": POST,
    GROUP: ("GET HEAD OPTIONS PATCH DELETE", "POST PUT TRACE"),
    f"{GROUP}/members": ("GET HEAD OPTIONS POST", "PUT PATCH DELETE TRACE"),
    f"{GROUP}/members/<id:user_id>": ("OPTIONS PATCH DELETE", "GET HEAD POST PUT TRACE"),
    f"{GROUP}/invite_links": ("GET HEAD OPTIONS POST", "PUT PATCH DELETE TRACE"),
    f"{GROUP}/invite_links/<id:link_id>": ("OPTIONS DELETE", "GET HEAD POST PUT PATCH TRACE"),
    f"{GROUP}/join_requests": READ,
    f"{GROUP}/join_requests/<id:user_id>": POST,
    "join/<token:token>": ("GET HEAD OPTIONS POST DELETE", "PUT PATCH TRACE"),
    "schema": READ,
    "schema/socket": READ,
}
# Whoever calls these need not be signed in.
OPEN = {"auth/otp", "auth/verify", "auth/refresh", "schema", "schema/socket"}
