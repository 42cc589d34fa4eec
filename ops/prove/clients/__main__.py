"""A process of simulated clients: `python -m ops.prove.clients`, which takes its orders as lines of JSON.

The first line is the plan: `number`, `history`, `seed`, `addresses`, `clients` ({name, kind, user, token}) and
`conversations`. Each further line names a step, and is answered by one line when the step is done:

- `act`: begin to act, each client `per_second` times (answered at once); `stop`: begin nothing, finish what has begun.
- `connected`: wait until all clients are connected; `late`: each sends one more message, in half of the conversations.
- `settle` (→ `behind`: the clients that are not up to date); `finish`: note the states of all clients.

In between, the process reports how many messages were acknowledged. It ends with its input.
"""

import asyncio
import gc
import ssl
import sys
from collections.abc import Awaitable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import orjson
import uvloop

from ops.prove.clients.acts import Actor
from ops.prove.clients.device import Device, World
from ops.prove.clients.edges import Lost, Refused
from ops.prove.clients.kinds import PollDevice, RestDevice, SocketDevice
from ops.prove.recording import Recording

KINDS: dict[str, type[Device]] = {"socket": SocketDevice, "poll": PollDevice, "rest": RestDevice}
REPORT_SECONDS = 0.5
# What is under way when a run ends may have to wait for a server that is just starting.
FINISH_SECONDS = 60.0
CONNECT_SECONDS = 90.0
LATE_SPREAD_SECONDS = 2.0
FRESH_TRIES = 5
NEVER = 2**31 - 1


class Process:
    """The clients of one process."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.recording = Recording(Path(plan["history"]), f"clients-{plan['number']}")
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=200, keepalive_expiry=20)
        http = httpx2.AsyncClient(
            trust_env=False, timeout=None, limits=limits, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        )
        world = World(http, plan["addresses"], plan["conversations"])
        self.actors = [Actor(KINDS[one["kind"]](one, world, self.recording, plan["seed"])) for one in plan["clients"]]
        self.devices = [actor.device for actor in self.actors]
        self.running = [asyncio.ensure_future(device.run()) for device in self.devices]
        self.acting: list[asyncio.Future[None]] = []
        for future in self.running:
            future.add_done_callback(raise_failure)

    async def act(self, per_second: float) -> dict[str, Any]:
        """Let all clients begin to act."""
        self.acting = [asyncio.ensure_future(actor.act_on(per_second)) for actor in self.actors]
        for device in self.devices:
            device.restless = True
        return {}

    async def stop(self) -> dict[str, Any]:
        """Begin no more acts and finish those that have begun."""
        for future in self.acting:
            future.cancel()
        for device in self.devices:
            device.restless = False
        await asyncio.gather(*self.acting, return_exceptions=True)
        tasks = [task for actor in self.actors for task in actor.tasks]
        left = await ended(tasks, FINISH_SECONDS)
        return {"left": left}

    async def connected(self) -> dict[str, Any]:
        """Wait until all clients are connected and up to date."""
        waiting = [asyncio.ensure_future(device.ready.wait()) for device in self.devices]
        left = await ended(waiting, CONNECT_SECONDS)
        return {"left": left}

    async def late(self) -> dict[str, Any]:
        """Have each client send one message in one of its conversations."""

        async def send(actor: Actor) -> None:
            await asyncio.sleep(actor.random.uniform(0, LATE_SPREAD_SECONDS))
            # Half of the conversations stay as the faults left them, so that no newer message hides what is missing.
            if (where := actor.window()) is not None and int(where[0][-1], 16) % 2:
                await actor.send(where[0], after_faults=True)

        left = await ended([asyncio.ensure_future(send(actor)) for actor in self.actors], FINISH_SECONDS)
        return {"left": left}

    async def settle(self) -> dict[str, Any]:
        """Return the clients that are not where the server's list says."""
        behind: list[str] = []
        for device in self.devices:
            try:
                behind += device.behind(await device.listed())
            except (Refused, Lost) as error:
                behind.append(f"{device.name}: {error}")
        return {"behind": behind}

    async def finish(self) -> dict[str, Any]:
        """Note what each client holds, and what it fetches afresh."""
        for device in self.devices:
            for left in reversed(range(FRESH_TRIES)):
                device.another_web()
                try:
                    fresh = await device.fetch()
                except (Refused, Lost):
                    if not left:
                        raise
                    await asyncio.sleep(1)
                else:
                    break
            device.write("fresh", person=device.user, conversations=fresh)
            device.write("final", person=device.user, conversations=device.state.view())
        self.recording.flush()
        return {}

    async def end(self, reporting: "asyncio.Future[None]") -> None:
        """Stop everything and close the history."""
        futures = [reporting, *self.running, *self.acting]
        for future in futures:
            future.cancel()
        await asyncio.gather(*futures, return_exceptions=True)
        self.recording.close()

    async def report(self) -> None:
        """Report the number of acknowledged messages now and then."""
        while True:
            say({"acknowledged": sum(actor.acknowledged for actor in self.actors)})
            self.recording.flush()
            await asyncio.sleep(REPORT_SECONDS)


def raise_failure(future: "asyncio.Future[None]") -> None:
    """End the process when a client ends by itself, because that client is broken."""
    if not future.cancelled() and future.exception() is not None:
        asyncio.get_running_loop().call_exception_handler({"message": "a client broke", "future": future})
        raise SystemExit(1) from future.exception()


async def ended(what: Iterable[Awaitable[Any]], seconds: float) -> int:
    """Wait at most `seconds` for all of them; cancel the others and return how many were cancelled."""
    futures = [asyncio.ensure_future(one) for one in what]
    if not futures:
        return 0
    done, left = await asyncio.wait(futures, timeout=seconds)
    for future in left:
        future.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    for future in done:
        future.result()
    return len(left)


def say(answer: dict[str, Any]) -> None:
    """Write one line of JSON."""
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.buffer.flush()


async def main() -> None:
    """Carry out the orders until the input ends."""
    reader = asyncio.StreamReader(limit=2**26)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    process = Process(orjson.loads(await reader.readline()))
    # Nearly all objects made here live until the end. Garbage collection among them stopped all clients for up to 10 s.
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    reporting = asyncio.ensure_future(process.report())
    while line := await reader.readline():
        order = orjson.loads(line)
        step = order.pop("step")
        say({"done": step} | await getattr(process, step)(**order))
    await process.end(reporting)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        uvloop.run(main())
