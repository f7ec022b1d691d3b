"""A person's own calendar link."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from linli.base.seal.seal import digest
from linli.community.people.models import Person

from ..models import Feed
from ..queries.feeds import PURPOSE


@transaction.atomic
def make_feed(*, person: Person, now: datetime) -> str:
    """The secret of a new calendar link, told this once; the one before is revoked."""
    Person.objects.select_for_update().get(pk=person.pk)  # two clicks at once make one after the other
    revoke_feed(person=person, now=now)
    secret = secrets.token_urlsafe(24)
    Feed.objects.create(person=person, digest=digest(secret, purpose=PURPOSE), made_at=now)
    return secret


def revoke_feed(*, person: Person, now: datetime) -> bool:
    """End the person's calendar link; whether there was one."""
    return Feed.objects.filter(person=person, revoked_at=None).update(revoked_at=now) > 0
