"""What people choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linli.features.guides import queries as guides
from linli.features.guides.models import ItemGroup, ServiceItem

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


def test_groups_come_in_the_order_they_are_offered(cast: Cast, django_assert_num_queries: Any) -> None:
    ItemGroup.objects.filter(slug="health").update(position=0)
    with django_assert_num_queries(1):
        found = guides.groups()
    assert [group.slug for group in found] == ["health", "consult", "disability", "housing", "employment"]


def test_items_of_a_group_leave_out_what_is_not_offered(cast: Cast, django_assert_num_queries: Any) -> None:
    employment = next(group for group in cast.groups if group.slug == "employment")
    ServiceItem.objects.filter(slug="residence-permit").update(is_offered=False)
    with django_assert_num_queries(1):
        assert [item.slug for item in guides.items(group=employment)] == ["flexible-work"]
