"""The product seen from outside: what runs it, shows it, measures it and proves it."""
