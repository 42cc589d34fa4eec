"""A TCP proxy that breaks connections on command: `python -m ops.prove.proxy`, a process of its own.

Each line of its standard input is a JSON object and is answered by one line:
`{"listen": NAME, "port": …, "to": {"host": …, "port": …} or {"path": …}}` → `{"port": …}`, a port that leads there;
`{"set": NAME, "mode": MODE, "seconds"?, "share"?, "seed"?}` → `{"links": the number of connections concerned}`.
The process ends with its input, so that it does not outlive the process that started it.

These modes apply to a listener until another mode is set: `pass`; `delay` (each byte arrives `seconds` later); `drop`
(nothing passes and nobody notices; at the end, the connections that lost something are reset); `refuse` (new
connections are refused, old ones are reset). These modes apply to a `share` of the connections at this moment: `reset`;
`half_close` (one direction ends); `vanish` (the server sees nothing more of its client, not even a FIN); `stop_reading`
(nothing is read from the server until `pass`).
"""

import asyncio
import sys
from random import Random
from typing import Any

import orjson
import uvloop

from ops.prove.links import Address, Link

Order = dict[str, Any]


class Listener:
    """One port, and the connections that were made to it."""

    def __init__(self, address: Address, port: int = 0) -> None:
        self.address, self.port = address, port
        self.delay = 0.0
        self.dropping = False
        self.links: set[Link] = set()
        self.server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(self.accept, "127.0.0.1", self.port, backlog=1024)
        self.port = self.server.sockets[0].getsockname()[1]

    def accept(self) -> asyncio.Protocol:
        """Begin a connection."""
        link = Link(self.links, self.address)
        link.delay, link.swallows = self.delay, self.dropping
        return link.front

    async def set(self, order: Order) -> int:
        """Break or mend connections; return how many."""
        mode = order["mode"]
        if mode in {"pass", "delay", "drop", "refuse"}:
            return await self.become(mode, float(order.get("seconds", 0)))
        random = Random(order["seed"])  # noqa: S311 - faults are to be repeatable
        chosen = [link for link in list(self.links) if random.random() < order.get("share", 1)]
        for link in chosen:
            getattr(link, mode)(random)
        return len(chosen)

    async def become(self, mode: str, seconds: float) -> int:
        """Change the mode of all connections, including new ones."""
        links = list(self.links)
        self.dropping, self.delay = mode == "drop", seconds if mode == "delay" else 0.0
        for link in links:
            link.delay = self.delay
            if mode == "drop":
                link.swallows = True
            elif mode == "refuse" or link.swallows:
                link.reset()
            else:
                link.read_again()
        if mode == "refuse" and self.server is not None:
            self.server.close()
            self.server = None
        elif mode != "refuse" and self.server is None:
            await self.open()
        return len(links)


async def main() -> None:
    """Carry out the orders until the input ends."""
    listeners: dict[str, Listener] = {}
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = orjson.loads(line)
        if "listen" in order:
            listener = listeners[order["listen"]] = Listener(Address(**order["to"]), order["port"])
            await listener.open()
            answer = {"port": listener.port}
        else:
            answer = {"links": await listeners[order["set"]].set(order)}
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main())
