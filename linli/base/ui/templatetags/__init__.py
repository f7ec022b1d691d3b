"""The `ui` template tags."""
