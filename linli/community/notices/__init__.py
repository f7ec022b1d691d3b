"""What people were told: an outbox and its channels."""
