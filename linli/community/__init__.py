"""Facts that every feature shares."""
