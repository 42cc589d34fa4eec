"""Who is online, and last seen."""
