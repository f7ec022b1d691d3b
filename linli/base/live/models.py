"""A topic and how often it has moved."""

from django.db import models


class Topic(models.Model):
    """Something screens watch, such as `hall.tuoran`; `version` grows by one with every touch."""

    name = models.CharField(max_length=100, primary_key=True)
    version = models.BigIntegerField(default=0)
