"""What the guides' templates need besides the house's pieces."""
