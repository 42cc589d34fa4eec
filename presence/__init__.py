"""Who is online, and when people were last seen."""
