"""What a guide says, when it may be published, how two differ, and how residents' words find it."""
