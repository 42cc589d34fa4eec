"""A stage: servers and processes that belong to one benchmark or one run of prove_delivery, and end with it."""
