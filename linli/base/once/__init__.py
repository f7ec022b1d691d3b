"""Idempotency: the same key gets the same answer."""
