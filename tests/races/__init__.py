"""Many people at once, each in a process of their own, on a real database file or server."""
