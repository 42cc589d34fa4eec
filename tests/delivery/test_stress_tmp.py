import asyncio, io
from uuid import uuid4
import random
from delivery.router import Router
from delivery.publisher import Publisher
from delivery.publish import UserUpdate
from tests.delivery.local import *

async def test_stress(members, slots):
    for i in range(60):
        r = Router(); p = Publisher(); p.start()
        await r.start()
        a = LocalConnection(uuid4()); await r.add(a)
        p.put([UserUpdate(a.user_id, b"x")])
        await until(lambda: a.frames == [b"x"])
        await asyncio.sleep(random.random()*0.12)
        for s in (r.stop, p.stop) if i % 2 else (p.stop, r.stop):
            t = asyncio.create_task(s())
            done, _ = await asyncio.wait([t], timeout=8)
            if not done:
                for x in asyncio.all_tasks():
                    f = io.StringIO(); x.print_stack(file=f); print(f.getvalue())
                raise AssertionError(i)
