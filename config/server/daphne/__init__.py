"""Daphne started in code. What it adds to the stock one: direct writes, bounds on both sides, close codes, a drain."""
