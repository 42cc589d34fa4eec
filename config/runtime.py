"""What runs besides the requests in a web process: pool, writer, publisher, router, poll. The same for both servers."""

import asyncio
import gc

from chat.commit import receipts, writer
from common.bridge import use_loop
from common.database import close_pool, open_pool
from config.http import health
from delivery.poll import poll
from delivery.publisher import publisher
from delivery.router import router
from presence import services as presence


async def startup() -> None:
    """Start everything on the running loop. If PostgreSQL or Redis is away, go on trying in the background."""
    use_loop(asyncio.get_running_loop())
    await open_pool()
    writer.start()
    receipts.start()
    publisher().start()
    router().take_from(publisher())
    await router().start()
    presence.start()
    await poll().start()
    # Imported objects stay for ever. Without this, each full collection would check them and stop the loop for 0.1 s.
    gc.collect()
    gc.freeze()


async def finish_writes() -> None:
    """Commit, answer and publish all accepted writes. No further write is accepted."""
    await writer.stop()
    await receipts.stop()
    await publisher().flush()


async def shutdown() -> None:
    """Stop everything, in the reverse order."""
    await poll().stop()
    await writer.stop()
    await receipts.stop()
    await presence.stop()
    await publisher().stop()
    await router().stop()
    await close_pool()
    await health.close()
