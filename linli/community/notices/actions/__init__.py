"""Tell people something: put it in the outbox, and deliver what is due."""

from .outbox import deliver_due, forget, forget_old, mark_read, send_again, tell
from .proofs import ask_proof, forget_proofs, not_to_confirm, prove

__all__ = [
    "ask_proof",
    "deliver_due",
    "forget",
    "forget_old",
    "forget_proofs",
    "mark_read",
    "not_to_confirm",
    "prove",
    "send_again",
    "tell",
]
