"""What no single feature can promise."""
