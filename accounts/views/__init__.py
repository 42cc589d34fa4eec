"""The REST edge of people: signing in, devices, profiles."""
