"""What the demo prints when it is ready: where to look and how to sign in, in Chinese and English."""

from __future__ import annotations

from unicodedata import east_asian_width

from django.conf import settings
from django.urls import reverse

from .accounts import ADMINISTRATOR
from .stage import Told

Row = tuple[str, str, str]


def programme(*, told: Told, address: str, is_still: bool) -> str:
    """The addresses and sign-ins as one plain table."""
    password = settings.LINLI_DEMO_PASSWORD
    goes_on = "静止 still" if is_still else "继续进行 goes on by itself (LINLI_DEMO_STILL=1: still)"
    return "\n".join(
        [
            "",
            f"邻里 Linli 演示 demo · {told.cast.site.name} · {told.moment:%Y-%m-%d %H:%M} · {goes_on}",
            "",
            *_table(_addresses(told, address)),
            "",
            f"登录 sign in · 密码 password: {password} · 一次性验证码显示在登录页 the code is shown on the page",
            *_table(_people(told)),
            "",
            "Ctrl-C 停止；再次启动会接着进行 stops it; the next start goes on from there.",
            "",
        ]
    )


def _addresses(told: Told, address: str) -> list[Row]:
    slug = told.cast.site.slug
    pages = [
        ("居民首页", "portal", reverse("portal:home")),
        ("空间名录", "sites", reverse("portal:sites")),
        ("服务大厅", "the hall", reverse("hall:hall", args=[slug])),
        ("预约", "appointments", reverse("appointments:slots", args=[slug])),
        ("取号机", "kiosk", reverse("hall:kiosk", args=[slug])),
        ("叫号大屏", "hall board", reverse("hall:board", args=[slug])),
        ("窗口屏", "window sign", reverse("hall:window_sign", args=[slug, 1])),
        ("工作台", "worker bench", reverse("hall:bench", args=[slug, 5])),
        ("窗口管理", "windows (station head)", reverse("hall:windows", args=[slug])),
        ("大厅忙闲", "load (station head)", reverse("hall:load", args=[slug])),
        ("随手可用", "at hand, newspapers", reverse("amenities:amenities", args=[slug])),
        ("评价", "ratings", reverse("feedback:ratings", args=[slug])),
        ("共享空间", "rooms to use", reverse("booking:spaces", args=[slug])),
        ("门牌", "door sign", reverse("booking:door", args=[slug, "multi-hall"])),
        ("空间工作台", "rooms, for workers", reverse("booking:today", args=[slug])),
        ("员工登录", "staff sign-in", reverse("portal:staff_sign_in")),
        ("后台", "administration", reverse("admin:index")),
        ("接口文档", "API", reverse("api:openapi-view")),
    ]
    return [(chinese, english, f"{address}{path}") for chinese, english, path in pages]


def _people(told: Told) -> list[Row]:
    cast = told.cast
    staff = [
        (cast.workers[5], "5号窗口社工（等您来试）", "worker of window 5, waiting for you"),
        (cast.workers[1], "1号窗口社工", "worker of window 1"),
        (cast.head, "站长", "station head"),
        (cast.street_officer, "街道", "street office"),
        (cast.district_officer, "区民政局", "district bureau"),
    ]
    rows = [(f"{chinese} {person.name}", english, str(person.staff_number)) for person, chinese, english in staff]
    rows.append(("系统管理员", "administrator", ADMINISTRATOR))
    rows.append((f"居民 {cast.resident.name}", "resident (phone, code shown on the page)", cast.resident.phone))
    return rows


def _table(rows: list[Row]) -> list[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(2)]
    return [f"  {_padded(row[0], widths[0])}  {_padded(row[1], widths[1])}  {row[2]}" for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
