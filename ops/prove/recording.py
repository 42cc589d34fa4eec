"""Writing a history: one file a process, one JSON object a line, timed by the clock a machine's processes share."""

import time
from pathlib import Path
from typing import Any

import orjson

BUFFER_BYTES = 256 * 1024


class Recording:
    """The file of one process. What is written is whole once `close` was called, or `flush`."""

    def __init__(self, directory: Path, name: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = (directory / f"{name}.jsonl").open("ab", buffering=BUFFER_BYTES)

    def write(self, event: str, **fields: Any) -> None:  # noqa: ANN401 - whatever an event has
        """Note that something happens now."""
        self._file.write(orjson.dumps({"at": time.monotonic_ns(), "event": event, **fields}) + b"\n")

    def flush(self) -> None:
        """Hand what was written to the system."""
        self._file.flush()

    def close(self) -> None:
        """Write the rest."""
        self._file.close()
