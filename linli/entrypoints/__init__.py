"""Ways in where many features meet."""
