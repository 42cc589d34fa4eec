"""Migrations of chat."""
