"""All SQL on messages: the seam where another store can come in."""
