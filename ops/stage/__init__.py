"""A place of its own for a benchmark or a run of prove_delivery: servers, processes, and their end."""
