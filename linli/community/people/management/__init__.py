"""What the people application does from the command line."""
