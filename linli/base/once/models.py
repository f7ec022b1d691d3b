"""The answer given to an idempotency key."""

from django.db import models


class Answer(models.Model):
    """What was answered when `actor` sent `key`; a second request with the key gets the same answer.

    `asked` is a fingerprint of the request, so that a key used for something else is noticed;
    `ref` points at what was made, or is the sealed outcome of a click (empty until the first request has finished).
    """

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)
    ref = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="once_answer_per_actor_and_key")]
