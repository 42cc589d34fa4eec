"""What goes into the log, in which shape, and what never does."""
