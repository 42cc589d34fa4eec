"""Simulated clients. They share the documented reducer with the tests, and no other code with anything."""
