"""Proves delivery: with servers of its own, simulated clients, faults, and checks of everything that clients saw."""
