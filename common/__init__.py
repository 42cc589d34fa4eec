"""The kernel every app stands on: at most ten files, none of which knows an app."""
