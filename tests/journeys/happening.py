"""What happens in the town while somebody looks: the features' own actions, done in a process of its own."""

from __future__ import annotations

_HALL = """
import uuid
from linli.base.kernel import clock
from linli.community.people.models import Person
from linli.features.guides import queries as guides
from linli.features.hall import actions, queries
hall, now, key = queries.hall_at(slug="tuoran"), clock.now(), uuid.uuid4().hex
"""
TAKE = (
    _HALL
    + """
actions.take_ticket(hall=hall, groups=[guides.groups()[0]], priority="ordinary", channel="kiosk", key=key,
                    actor="kiosk:journey", now=now)
"""
)
# Whoever is next is called to window 5; who was there before is done. The number.
CALL = (
    _HALL
    + """
step = {{"window": queries.window_at(hall=hall, number=5), "worker": Person.objects.get(staff_number="{worker}")}}
if queries.window_state(window=step["window"], now=now).state == "called":
    actions.welcome(**step, key=uuid.uuid4().hex, now=now)
result = actions.call_next(**step, key=key, now=now).label
"""
)
# A copy of the first issue on the rack is taken along, or brought back.
RACK = """
import uuid
from linli.base.kernel import clock
from linli.features.amenities import actions, queries
from linli.community.places.models import Site
issue = queries.rack(site=Site.objects.get(slug="tuoran"))[0]
move = actions.return_issue if issue.out else actions.take_issue
move(issue=issue, channel="rack", key=uuid.uuid4().hex, now=clock.now())
"""
# The day's appointments are over, and nobody came.
NOBODY_CAME = """
from datetime import timedelta
from linli.base.kernel import clock
from linli.features.appointments import actions
actions.mark_missed_due(now=clock.now() + timedelta(hours=8))
"""
TOUCH = """
from django.db import transaction
from linli.base.live.actions import touch
with transaction.atomic():
    touch("hall.tuoran", "rooms.tuoran", "appointments.tuoran", "amenities.tuoran")
"""
# The room is blocked for an hour from the next quarter of an hour on.
BLOCK = """
import uuid
from datetime import timedelta
from linli.base.kernel import clock
from linli.community.people.models import Person
from linli.features.booking import actions, queries
now = clock.now()
starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=15 * (now.minute // 15 + 1))
actions.block(venue=queries.venue_at(site="tuoran", venue="{venue}"), starts_at=starts_at,
              ends_at=starts_at + timedelta(hours=1), reason="修灯", by=Person.objects.get(staff_number="{head}"),
              key=uuid.uuid4().hex, now=now)
"""
