"""How figures are taken: percentiles, and the processor time of the processes involved."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psutil

Figures = dict[str, float]


def percentiles(seconds: Sequence[float]) -> Figures:
    """Return p50, p95, p99 and the largest in milliseconds."""
    ordered = sorted(seconds)
    marks = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(1000 * ordered[min(int(part * len(ordered)), len(ordered) - 1)], 2)
        for name, part in marks.items()
        if ordered
    }


def workers() -> dict[str, list[psutil.Process]]:
    """Return the processes by what they do, as in BENCH_PIDS, and this process as the generator."""
    roots: dict[str, list[int]] = json.loads(os.environ["BENCH_PIDS"])
    return {name: [psutil.Process(pid) for pid in pids] for name, pids in roots.items()} | {
        "generator": [psutil.Process()]
    }


def resident_bytes(name: str) -> int:
    """Return the resident memory of the processes with this name."""
    return sum(int(one.memory_info().rss) for root in workers()[name] for one in family(root))


@contextmanager
def processor_seconds(into: Figures) -> Iterator[None]:
    """Note the processor seconds that each group of processes uses inside, including their children."""
    before = spent()
    yield
    for name, seconds in spent().items():
        into[name] = into.get(name, 0.0) + seconds - before[name]


def spent() -> Figures:
    """Return the processor seconds that each has used so far. Children that ended count for their parent."""
    seconds = dict.fromkeys(workers(), 0.0)
    for name, roots in workers().items():
        for one in (one for root in roots for one in family(root)):
            with suppress(psutil.NoSuchProcess):
                seconds[name] += sum(one.cpu_times()[:4])
    return seconds


def family(root: psutil.Process) -> list[psutil.Process]:
    """Return a process and all processes that it started."""
    return [*root.children(recursive=True), root]


def per_thousand(seconds: Figures, count: int) -> Figures:
    """Return the processor seconds for each 1,000 of what was counted."""
    return {name: round(1000 * used / max(count, 1), 3) for name, used in seconds.items()}
