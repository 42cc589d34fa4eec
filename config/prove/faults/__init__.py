"""What is broken on purpose, by name."""

from config.prove.faults import servers
from config.prove.faults.fail_points import fail_points
from config.prove.faults.fault import Fault
from config.prove.faults.network import NETWORK

FAULTS: dict[str, Fault] = {
    "web": servers.kill_web,
    "worker": servers.kill_worker,
    "valkey": servers.kill_valkey,
    "valkey_away": servers.valkey_away,
    "flushall": servers.flushall,
    "postgres": servers.kill_postgres,
    "rolling_restart": servers.rolling_restart,
    **NETWORK,
    **fail_points(),
}

__all__ = ["FAULTS", "Fault", "fail_points"]
