"""Simulated clients: of the server they share the documented reducer, and nothing else."""
