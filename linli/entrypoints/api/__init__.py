"""The versioned HTTP API under /api/v1: one router file a feature."""
