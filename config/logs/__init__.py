"""What is logged, in which format, and what must never be logged."""
