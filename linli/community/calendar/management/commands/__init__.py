"""What an operator asks of the calendar."""
