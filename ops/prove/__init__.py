"""What proves delivery: servers of its own, simulated clients, faults, and the checks of what was seen."""
