"""Commands of many senders, and receipts, committed in batches: one writer and one receipts queue per process."""
