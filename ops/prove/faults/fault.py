"""What a fault is."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from ops.prove.recording import Recording
from ops.prove.stage import Stage

# Breaks something, mends it, and returns details for the history. A drain writes its events itself.
Fault = Callable[[Stage, Random, Recording], Awaitable[dict[str, Any]]]
