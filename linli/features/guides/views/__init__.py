"""What residents read and staff write."""
