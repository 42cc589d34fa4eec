"""Settings for one machine that simulates many people: the code of the limits runs, but nobody reaches a limit."""

import re
from pathlib import Path

_LIMITS = Path(__file__).parents[2] / "config" / "settings" / "limits.py"
RAISED_LIMITS = dict.fromkeys(re.findall(r"^(LIMIT_\w+) =", _LIMITS.read_text(), re.MULTILINE), "1000000/second") | {
    "SOCKET_COMMANDS_PER_SECOND": "1000000",
    "SOCKET_COMMANDS_BURST": "1000000",
    "SOCKETS_PER_PERSON": "100000",
    "SYNC_WAITING_PER_PERSON": "100000",
    "DEVICES_PER_PERSON": "100000",
}
RAISED = RAISED_LIMITS | {"GROUP_MEMBERS": "100000"}
