"""The socket on which a web process listens."""

import socket

from django.conf import settings

BACKLOG = 2048


def listening_socket(port: int) -> socket.socket:
    """Return a listening TCP socket on BIND_ADDRESS. Raises OSError, for example if the port is in use."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        settings.BIND_ADDRESS, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if settings.REUSEPORT:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # Accepted sockets inherit this. Without it, an answer in two writes waits 40 ms for the client's ACK.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    listening.setblocking(False)
    return listening
