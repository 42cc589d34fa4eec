"""Tests of `manage.py serve`, for both servers."""
