"""Getting an update to devices: topics, router, push."""
