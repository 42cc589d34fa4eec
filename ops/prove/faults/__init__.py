"""All faults, by name: things that a run breaks on purpose."""

from ops.prove.faults import servers
from ops.prove.faults.fail_points import fail_points
from ops.prove.faults.fault import Fault
from ops.prove.faults.network import NETWORK

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
