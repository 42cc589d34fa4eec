"""Live delivery: the socket, the router, the poll, the drain."""

from config.settings.environment import env
from config.settings.redis import REDIS_URL

# daphne | uvicorn
ASGI_SERVER = env.str("ASGI_SERVER", "daphne")
# The address on which `manage.py serve` listens. REUSEPORT=on lets several processes share one port.
BIND_ADDRESS = env.str("BIND_ADDRESS", "127.0.0.1")
REUSEPORT = env.bool("REUSEPORT", False)

ROUTER_SLOTS = env.int("ROUTER_SLOTS", 1)
PUBLISH_QUEUE_ITEMS = env.int("PUBLISH_QUEUE_ITEMS", 10_000)
# No more updates are added to a message on the bus when it has this size.
PUBLISH_BATCH_BYTES = env.int("PUBLISH_BATCH_BYTES", 512 * 1024)
# How often a process sends itself a message, to check that Redis and its subscriptions still work.
CANARY_SECONDS = env.float("CANARY_SECONDS", 0.5)
# How many updates of one conversation may wait while its local participants are read again. If there are more, these
# people get a resync.
ROUTER_WAITING_ITEMS = env.int("ROUTER_WAITING_ITEMS", 1000)
# How many updates of conversations without a local participant are kept for a moment, because such an update may have
# overtaken the update that makes its conversation known here.
ROUTER_UNCLAIMED_ITEMS = env.int("ROUTER_UNCLAIMED_ITEMS", 1000)
# For how many people memberships are read at the same time. Other people who connect wait.
ROUTER_LOADS = env.int("ROUTER_LOADS", 4)
# For how many conversations the participants are read again at the same time. If more than ROUTER_NAMED_PEOPLE people
# are connected, all members of the conversation are read, because so many ids would take longer.
ROUTER_RELOADS = env.int("ROUTER_RELOADS", 4)
ROUTER_NAMED_PEOPLE = env.int("ROUTER_NAMED_PEOPLE", 200)
POLL_SECONDS = env.float("POLL_SECONDS", 10.0)
POLL_SECONDS_WITHOUT_REDIS = env.float("POLL_SECONDS_WITHOUT_REDIS", 1.0)
# After a poll that took longer than this, the next one waits five times as long as it took.
POLL_SLOW_SECONDS = env.float("POLL_SLOW_SECONDS", 0.2)
POLL_TIMEOUT_SECONDS = env.float("POLL_TIMEOUT_SECONDS", 10.0)
# For how many changes of own state one poll counts unread messages. The people of further ones get a resync.
POLL_RECOUNTS = env.int("POLL_RECOUNTS", 5_000)
DEVICE_POLL_SECONDS = env.float("DEVICE_POLL_SECONDS", 3.0)
# For how many devices one statement asks.
DEVICE_POLL_IDS = env.int("DEVICE_POLL_IDS", 1_000)

SOCKET_AUTHENTICATE_SECONDS = env.float("SOCKET_AUTHENTICATE_SECONDS", 10.0)
SOCKET_HEARTBEAT_SECONDS = env.int("SOCKET_HEARTBEAT_SECONDS", 25)
# After SOCKET_HEARTBEAT_SECONDS of silence a ping is sent. Without a pong within this time the client counts as dead.
# Both together plus 2 s must be at most 45.
SOCKET_PONG_SECONDS = env.int("SOCKET_PONG_SECONDS", 15)
SOCKET_STUCK_SECONDS = env.float("SOCKET_STUCK_SECONDS", 10.0)
SOCKET_FRAME_BYTES = env.int("SOCKET_FRAME_BYTES", 65_536)
SOCKET_COMMANDS_IN_FLIGHT = env.int("SOCKET_COMMANDS_IN_FLIGHT", 32)
SOCKET_SEND_BUFFER_BYTES = env.int("SOCKET_SEND_BUFFER_BYTES", 65_536)
# How long a close frame may wait for the peer before the connection is cut.
SOCKET_CLOSE_SECONDS = env.float("SOCKET_CLOSE_SECONDS", 5.0)
# How many frames are read ahead of the consumer. Further frames stay in the kernel.
SOCKET_INBOUND_FRAMES = env.int("SOCKET_INBOUND_FRAMES", 32)
SOCKET_QUEUE_FRAMES = env.int("SOCKET_QUEUE_FRAMES", 256)
# Against flooding: how many commands per second one socket may send on average, and how many at once.
SOCKET_COMMANDS_PER_SECOND = env.float("SOCKET_COMMANDS_PER_SECOND", 30.0)
SOCKET_COMMANDS_BURST = env.int("SOCKET_COMMANDS_BURST", 300)
# How many connections (sockets and long polls) one person may have in one process.
SOCKETS_PER_PERSON = env.int("SOCKETS_PER_PERSON", 50)

# The threads of sync services: for commands, reading, checking tokens (together at most DATABASE_POOL_SIZE), requests.
# How many calls may wait for a thread of each kind, and for how long. That of commands and
# DATABASE_LOCK_TIMEOUT_SECONDS together must be less than a client waits for the answer.
COMMAND_THREADS = env.int("COMMAND_THREADS", 7)
COMMAND_QUEUE_ITEMS = env.int("COMMAND_QUEUE_ITEMS", 500)
COMMAND_QUEUE_SECONDS = env.float("COMMAND_QUEUE_SECONDS", 3.0)
READ_THREADS = env.int("READ_THREADS", 3)
READ_QUEUE_ITEMS = env.int("READ_QUEUE_ITEMS", 5_000)
READ_QUEUE_SECONDS = env.float("READ_QUEUE_SECONDS", 10.0)
AUTHENTICATION_THREADS = env.int("AUTHENTICATION_THREADS", 2)
AUTHENTICATION_QUEUE_ITEMS = env.int("AUTHENTICATION_QUEUE_ITEMS", 5_000)
AUTHENTICATION_QUEUE_SECONDS = env.float("AUTHENTICATION_QUEUE_SECONDS", 10.0)
REQUEST_THREADS = env.int("REQUEST_THREADS", 64)
REQUEST_QUEUE_ITEMS = env.int("REQUEST_QUEUE_ITEMS", 2_000)
REQUEST_QUEUE_SECONDS = env.float("REQUEST_QUEUE_SECONDS", 10.0)

# /readyz: how long it waits for the database's answer, and how long it uses that answer again. When all threads of one
# kind have ended no call for READY_STUCK_SECONDS, the process is not ready.
READY_TIMEOUT_SECONDS = env.float("READY_TIMEOUT_SECONDS", 1.0)
READY_CACHE_SECONDS = env.float("READY_CACHE_SECONDS", 1.0)
READY_STUCK_SECONDS = env.float("READY_STUCK_SECONDS", 15.0)

DRAIN_SPREAD_SECONDS = env.float("DRAIN_SPREAD_SECONDS", 5.0)
DRAIN_SECONDS = env.float("DRAIN_SECONDS", 20.0)

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "delivery.layer.PubSubLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "parley"},
    },
}
