"""Settings, the URL table and the server entries."""
