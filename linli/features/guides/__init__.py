"""Service items, their groups and (later) their guides."""
