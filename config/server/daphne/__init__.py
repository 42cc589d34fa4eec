"""Daphne, started in code. We add direct writes, bounds in both directions, close codes and a drain."""
