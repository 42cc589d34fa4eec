"""Media objects: their upload, processing and storage."""
