"""Group rules: roles, settings, invitations. On top of chat."""
