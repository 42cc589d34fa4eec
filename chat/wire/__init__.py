"""The wire: commands in, updates out, and the shapes of what a message contains."""
