"""Tell people something: put it in the outbox, and deliver what is due."""

from .outbox import deliver_due, forget, forget_old, mark_read, send_again, tell

__all__ = ["deliver_due", "forget", "forget_old", "mark_read", "send_again", "tell"]
