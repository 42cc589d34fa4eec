"""Writing a history: one file for each process, one JSON object in each line, with times of a clock that all share."""

import time
from pathlib import Path
from typing import Any

import orjson

BUFFER_BYTES = 256 * 1024


class Recording:
    """The file of one process. Everything written so far is in the file after `flush` or `close`."""

    def __init__(self, directory: Path, name: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = (directory / f"{name}.jsonl").open("ab", buffering=BUFFER_BYTES)

    def write(self, event: str, **fields: Any) -> None:  # noqa: ANN401 - whatever an event has
        """Note that an event happens now."""
        self._file.write(orjson.dumps({"at": time.monotonic_ns(), "event": event, **fields}) + b"\n")

    def flush(self) -> None:
        """Hand everything written so far to the operating system."""
        self._file.flush()

    def close(self) -> None:
        """Write the rest and close the file."""
        self._file.close()
