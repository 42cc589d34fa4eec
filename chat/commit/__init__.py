"""Messages and receipts of many people, committed in batches: one writer and one receipts queue per process."""
