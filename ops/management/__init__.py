"""The commands that run, show and test the product."""
