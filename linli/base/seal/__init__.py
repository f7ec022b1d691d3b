"""Sensitive text at rest: sealed with a key, found again by a keyed digest."""
