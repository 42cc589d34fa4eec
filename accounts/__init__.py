"""People, phone sign-in, devices, contacts, privacy."""
