"""The cast: the people, windows and terms of 拓然家苑 and of a second community; for the demo and for tests alike.

The numbers and names come from the domain brief §10; everything invented there is marked 示例 (`is_example`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from linli.base.seal.seal import digest
from linli.community.calendar.models import DayType, OpeningRule
from linli.community.people.models import Person, Role, RoleGrant
from linli.community.places.models import Community, District, Room, Site, StreetTown, Zone
from linli.features.appointments.models import AppointmentTerms
from linli.features.guides.models import ItemGroup, ServiceItem
from linli.features.hall.models import Hall, Terms, Window, WindowGroup, WindowPost

TUORAN, CHUNHE = "110114005900", "110114001901"
START = datetime.fromisoformat("2026-01-01T00:00:00+08:00")

GROUPS = [
    ("consult", "综合咨询", "General enquiries", "不知道找谁，先来这里",
     "Not sure whom to ask? Start here", "chat-dots"),
    ("disability", "残联·民政救助", "Disability and assistance", "残疾人证、低保、临时救助",
     "Disability certificate, living allowance, temporary aid", "universal-access"),
    ("housing", "住房保障", "Housing security", "公租房、租金补贴",
     "Public rental housing, rent subsidy", "house-heart"),
    ("employment", "就业·社会保障", "Work and social security", "灵活就业补贴、社保、居住证",
     "Flexible-work subsidy, social insurance, residence permit", "briefcase"),
    ("health", "卫生健康·老龄·退役军人", "Health, elders, veterans", "生育登记、老年优待、优待证",
     "Birth registration, elders' benefits, veterans' card", "heart-pulse"),
]  # fmt: skip
ITEMS = [
    ("disability-certificate", "disability", "残疾人证申领", "Disability certificate"),
    ("living-allowance", "disability", "最低生活保障申请", "Minimum living security"),
    ("public-rental", "housing", "公共租赁住房申请", "Public rental housing"),
    ("flexible-work", "employment", "灵活就业社会保险补贴", "Flexible-work insurance subsidy"),
    ("residence-permit", "employment", "居住证办理", "Residence permit"),
    ("birth-registration", "health", "生育登记", "Birth registration"),
    ("veterans-card", "health", "退役军人优待证", "Veterans' preferential card"),
]
WINDOWS = [
    (1, "综合咨询·导办", "Enquiries and guidance", "consult", False),
    (2, "残联·民政救助", "Disability and assistance", "disability", True),
    (3, "住房保障", "Housing security", "housing", False),
    (4, "就业·社会保障", "Work and social security", "employment", False),
    (5, "卫生健康·老龄·退役军人", "Health, elders, veterans", "health", False),
]
A_POSTS = ["林晓燕", "周建国", "何静", "马立新", "宋佳"]
B_POSTS = ["郭敏", "陈志远", "许文娟", "高翔", "罗芳"]


@dataclass
class Cast:
    """Everybody and everything a story needs, by name. Windows and workers are keyed by window number."""

    site: Site
    hall: Hall
    windows: dict[int, Window]
    head: Person
    workers: dict[int, Person]
    backups: dict[int, Person]
    resident: Person
    other_resident: Person
    other_site: Site
    other_hall: Hall
    other_windows: dict[int, Window]
    other_head: Person
    other_worker: Person
    street_officer: Person
    other_street_officer: Person
    service_center_officer: Person
    district_officer: Person
    groups: list[ItemGroup]


def gather() -> Cast:
    """The cast, made where it is missing and left as it is where it exists; sites already loaded are used."""
    site = _site("tuoran", TUORAN, "S01", "拓然家苑社区服务空间", "Tuoran Jiayuan Community Space")
    other_site = _site("chunhe", CHUNHE, "S02", "春和园社区服务空间", "Chunheyuan Community Space")
    groups = _groups()
    hall, other_hall = _hall(site), _hall(other_site)
    windows = _windows(hall, WINDOWS, groups)
    other_windows = _windows(other_hall, WINDOWS[:2], groups)
    cast = Cast(
        site=site,
        hall=hall,
        windows=windows,
        head=_staff("T001", "赵明", Role.STATION_HEAD, TUORAN),
        workers={n: _staff(f"T1{n:02d}", name, Role.GENERALIST_WORKER, TUORAN) for n, name in enumerate(A_POSTS, 1)},
        backups={n: _staff(f"T2{n:02d}", name, Role.GENERALIST_WORKER, TUORAN) for n, name in enumerate(B_POSTS, 1)},
        resident=_resident("+8613800000001", "王秀兰"),
        other_resident=_resident("+8613800000002", "李强"),
        other_site=other_site,
        other_hall=other_hall,
        other_windows=other_windows,
        other_head=_staff("C001", "孙丽", Role.STATION_HEAD, CHUNHE),
        other_worker=_staff("C101", "吴涛", Role.GENERALIST_WORKER, CHUNHE),
        street_officer=_staff("J005", "郑伟", Role.STREET_OFFICE, "110114005"),
        other_street_officer=_staff("J001", "冯雪", Role.STREET_OFFICE, "110114001"),
        service_center_officer=_staff("Q002", "曹颖", Role.DISTRICT_SERVICE_CENTER, "110114"),
        district_officer=_staff("Q001", "韩冰", Role.DISTRICT_BUREAU, "110114"),
        groups=groups,
    )
    for number, window in windows.items():
        _post(window, WindowPost.Post.A, cast.workers[number])
        _post(window, WindowPost.Post.B, cast.backups[number])
    _post(other_windows[1], WindowPost.Post.A, cast.other_worker)
    return cast


def _site(slug: str, code: str, register_code: str, name: str, name_en: str) -> Site:
    found = Site.objects.filter(slug=slug).first()
    return found or _bare_site(slug, code, register_code, name, name_en)


def _bare_site(slug: str, code: str, register_code: str, name: str, name_en: str) -> Site:
    """A site at the depth tests need; the demo loads the full register first."""
    district, _ = District.objects.get_or_create(code="110114", defaults={"name": "昌平区", "name_en": "Changping"})
    street_name = {
        "110114005": ("城南街道", "Chengnan Sub-district"),
        "110114001": ("城北街道", "Chengbei Sub-district"),
    }
    street, _ = StreetTown.objects.get_or_create(
        code=code[:9],
        defaults={
            "district": district,
            "kind": StreetTown.Kind.STREET,
            "name": street_name[code[:9]][0],
            "name_en": street_name[code[:9]][1],
        },
    )
    community, _ = Community.objects.get_or_create(
        code=code,
        defaults={"street_town": street, "name": name[:-4], "name_en": name_en[:-6], "is_example": True},
    )
    site = Site.objects.create(
        slug=slug,
        community=community,
        register_code=register_code,
        name=name,
        name_en=name_en,
        motto="社区是我家，我爱我的家",
        motto_en="The community is my home, and I love my home",
        phone="010-5550-0100",
        day_starts_at=time(0),
        is_example=True,
    )
    Room.objects.create(
        site=site, zone=Zone.CONSULT, slug="hall", name="一站式大厅", name_en="One-stop hall", area_m2=150, seats=30
    )
    rules = [
        (DayType.WORKDAY, OpeningRule.Kind.STAFFED, time(9), time(12), 1),
        (DayType.WORKDAY, OpeningRule.Kind.DUTY, time(12), time(14), 2),
        (DayType.WORKDAY, OpeningRule.Kind.STAFFED, time(14), time(17, 30), 1),
        (DayType.WORKDAY, OpeningRule.Kind.APPOINTMENT, time(17, 30), time(20), 1),
        (DayType.SATURDAY, OpeningRule.Kind.DUTY, time(9, 30), time(16), 2),
        (DayType.SUNDAY, OpeningRule.Kind.ACTIVITY, time(9, 30), time(16), 1),
        (DayType.HOLIDAY, OpeningRule.Kind.DUTY, time(9, 30), time(16), 2),
    ]
    OpeningRule.objects.bulk_create(
        OpeningRule(
            site=site, day_type=day, kind=kind, opens=opens, closes=closes, min_staff=staff, from_day=START.date()
        )
        for day, kind, opens, closes, staff in rules
    )
    return site


def _groups() -> list[ItemGroup]:
    groups = [
        ItemGroup.objects.get_or_create(
            slug=slug,
            defaults={
                "position": position,
                "name": name,
                "name_en": name_en,
                "hint": hint,
                "hint_en": hint_en,
                "icon": icon,
            },
        )[0]
        for position, (slug, name, name_en, hint, hint_en, icon) in enumerate(GROUPS, 1)
    ]
    by_slug = {group.slug: group for group in groups}
    for slug, group, name, name_en in ITEMS:
        ServiceItem.objects.get_or_create(
            slug=slug, defaults={"group": by_slug[group], "name": name, "name_en": name_en}
        )
    return groups


def _hall(site: Site) -> Hall:
    hall, made = Hall.objects.get_or_create(site=site, defaults={"room": site.rooms.filter(slug="hall").first()})
    if made:
        Terms.objects.create(
            hall=hall, from_day=START.date(), source="示例：社区窗口服务约定", daily_cap=300, line_cap=60
        )
        AppointmentTerms.objects.create(hall=hall, from_day=START.date(), source="示例：社区预约服务约定")
    return hall


def _windows(hall: Hall, wanted: list[tuple[int, str, str, str, bool]], groups: list[ItemGroup]) -> dict[int, Window]:
    by_slug = {group.slug: group for group in groups}
    windows = {}
    for number, name, name_en, group, is_accessible in wanted:
        window, made = Window.objects.get_or_create(
            hall=hall, number=number, defaults={"name": name, "name_en": name_en, "is_accessible": is_accessible}
        )
        if made:
            WindowGroup.objects.create(window=window, group=by_slug[group], since=START)
        windows[number] = window
    return windows


def _post(window: Window, post: str, worker: Person) -> None:
    WindowPost.objects.get_or_create(window=window, post=post, until=None, defaults={"worker": worker, "since": START})


def _staff(number: str, name: str, role: str, place: str) -> Person:
    person = Person.objects.filter(staff_number=number).first()
    if person is None:
        person = Person.objects.create_user(staff_number=number, name=name)
        RoleGrant.objects.create(person=person, role=role, place=place, since=START)
    return person


def _resident(phone: str, name: str) -> Person:
    fingerprint = digest(phone, purpose="phone")
    person = Person.objects.filter(phone_digest=fingerprint).first()
    return person or Person.objects.create_user(
        name=name, phone=phone, phone_digest=fingerprint, phone_verified_at=START
    )
