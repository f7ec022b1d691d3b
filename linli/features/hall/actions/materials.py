"""The list of a matter as the worker at the window finds it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from linli.base.kernel import Refused
from linli.community.people.models import Person
from linli.features.guides import queries as guides
from linli.features.guides.models import ServiceItem

from .. import rules
from ..models import Matter, Ticket, Window
from .desk import AtDesk, approach, begin
from .refs import matter_of


def check_materials(
    *,
    window: Window,
    worker: Person,
    position: int,
    have: Iterable[str],
    situations: Iterable[str] = (),
    key: str,
    now: datetime,
    meant: int | None = None,
) -> Matter:
    """The matter with its list as the worker found it, against the guide in force; the visitor's phone shows the same.

    `have` are the keys of the materials that are there, `situations` the slugs of those that fit; what the guide does
    not know is left out.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `visitor_not_answered`, `no_such_matter`, `matter_finished`,
        `no_list` (no item was named, or its guide asks for nothing known).
    """
    have, situations = list(have), list(situations)
    with transaction.atomic():
        deed = begin("check_materials", window=window, worker=worker, key=key, now=now)
        asked = {"window": window.pk, "meant": meant, "position": position, "have": have, "situations": situations}
        if (ref := deed.ask(**asked)) is not None:
            return matter_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant, events=0)
        matter = _matter(at, position)
        preparation = _preparation(matter)
        found = rules.objections_to_step(desk=at.desk, needs=(Ticket.State.SERVING,)) or rules.objections_to_checking(
            exists=matter is not None,
            is_finished=matter is not None and matter.outcome != "",
            has_list=preparation is not None and bool(preparation.rows),
        )
        if found or matter is None or preparation is None:
            raise Refused(*found)
        ticks = guides.checked(preparation=preparation, have=have, situations=situations)
        matter.checklist = guides.kept_ticks(ticks)
        matter.save(update_fields=["checklist"])
        deed.end(
            f"matter:{matter.pk}",
            subject=f"ticket:{matter.ticket_id}",
            window=window.number,
            position=position,
            version=ticks.version,
            there=len(ticks.have),
        )
        return matter


def name_item(
    *,
    window: Window,
    worker: Person,
    position: int,
    item: ServiceItem,
    key: str,
    now: datetime,
    meant: int | None = None,
) -> Matter:
    """The matter with the item it is about, where the visitor only named the group; what was ticked starts anew.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `visitor_not_answered`, `no_such_matter`, `matter_finished`, `item_of_another_group`, `item_not_offered`.
    """
    with transaction.atomic():
        deed = begin("name_item", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant, position=position, item=item.pk)) is not None:
            return matter_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant, events=0)
        matter = _matter(at, position)
        found = rules.objections_to_step(desk=at.desk, needs=(Ticket.State.SERVING,)) or rules.objections_to_naming(
            exists=matter is not None,
            is_finished=matter is not None and matter.outcome != "",
            is_of_group=matter is not None and matter.group_id == item.group_id,
            is_offered=item.is_offered,
            item=item,
        )
        if found or matter is None:
            raise Refused(*found)
        matter.item, matter.checklist = item, {}
        matter.save(update_fields=["item", "checklist"])
        deed.end(
            f"matter:{matter.pk}",
            subject=f"ticket:{matter.ticket_id}",
            window=window.number,
            position=position,
            item=item.slug,
        )
        return matter


def _matter(at: AtDesk, position: int) -> Matter | None:
    """One of the matters of the visitor at the window."""
    found = Matter.objects.filter(ticket=at.visitor, position=position)
    return found.select_related("group", "item", "ticket").first()


def _preparation(matter: Matter | None) -> guides.Preparation | None:
    if matter is None or matter.item is None:
        return None
    ticks = guides.read_ticks(matter.checklist)
    return guides.preparations(wanted=[(matter.item, ticks)])[0]
