"""Media objects: upload, processing, storage."""
