"""A floor plan ready to be drawn as SVG: boxes in metres, numbers, and names broken to fit their room."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from string import ascii_lowercase

from linli.base.ui.templatetags.ui import ZONES
from linli.base.ui.words import local, speaks_chinese
from linli.community.places.queries import FloorPlan, Placed
from linli.community.places.rules import Box

# Metres on the plan: a line of a name, a room's number, and what a letter takes across.
LINE, MARK = Decimal("0.95"), Decimal("1.4")
WIDE, NARROW = Decimal("0.76"), Decimal("0.42")


@dataclass(frozen=True)
class Line:
    """One line of a name and where it stands."""

    text: str
    y: Decimal


@dataclass(frozen=True)
class Shape:
    """One box of the plan: its mark (a number, or a letter within a room), its name's lines, its zone's hue."""

    box: Box
    mark: str
    hue: str
    x: Decimal
    y: Decimal
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A plan's size in metres, its rooms and what is marked within them."""

    width: Decimal
    depth: Decimal
    rooms: tuple[Shape, ...]
    parts: tuple[Shape, ...]

    @property
    def box(self) -> str:
        """The SVG view box, with room for the outer walls."""
        return f"-0.2 -0.2 {self.width + Decimal('0.4')} {self.depth + Decimal('0.4')}"


def drawn(floor_plan: FloorPlan) -> Drawing | None:
    """The plan as shapes; None where no room has a place on it."""
    if not floor_plan.is_drawn:
        return None
    return Drawing(
        width=floor_plan.width,
        depth=floor_plan.depth,
        rooms=tuple(_room(placed, placed.box) for placed in floor_plan.rooms if placed.box),
        parts=tuple(
            _part(part, part.box) for placed in floor_plan.rooms for part in placed.parts if part.box is not None
        ),
    )


def letter(number: int) -> str:
    """What marks a place within a room: a, b, c …"""
    return ascii_lowercase[(number - 1) % 26]


def _room(placed: Placed, box: Box) -> Shape:
    lines = () if placed.parts else _fitted(local(placed.room, "name"), box)
    x, y = _free_spot(placed, box)
    top = y - LINE * len(lines) / 2
    return Shape(
        box=box,
        mark=str(placed.number),
        hue=ZONES[placed.room.zone][0],
        x=x,
        y=top,
        lines=tuple(Line(text, top + MARK + LINE * count) for count, text in enumerate(lines)),
    )


def _free_spot(placed: Placed, box: Box) -> tuple[Decimal, Decimal]:
    """The middle of the room, or the first corner in which the number covers nothing that is marked there."""
    across, down = (box.x + MARK, box.right - MARK), (box.foot - MARK, box.y + MARK)
    spots = [(box.x + box.width / 2, box.y + box.depth / 2), *((x, y) for y in down for x in across)]
    taken = [part.box for part in placed.parts if part.box]
    return next((spot for spot in spots if not any(_around(spot).overlaps(one) for one in taken)), spots[0])


def _around(spot: tuple[Decimal, Decimal]) -> Box:
    x, y = spot
    return Box(x - MARK / 2, y - MARK / 2, MARK, MARK)


def _part(placed: Placed, box: Box) -> Shape:
    return Shape(
        box=box,
        mark=letter(placed.number),
        hue=ZONES[placed.room.zone][0],
        x=box.x + box.width / 2,
        y=box.y + box.depth / 2,
    )


def _fitted(name: str, box: Box) -> tuple[str, ...]:
    """The name in lines that fit into the room; nothing where they do not."""
    lines = _broken(name, int((box.width - Decimal("0.6")) / (WIDE if speaks_chinese() else NARROW)))
    return tuple(lines) if LINE * len(lines) + MARK < box.depth else ()


def _broken(name: str, letters: int) -> list[str]:
    if letters < 3:
        return [name] * 99
    if speaks_chinese():
        count = -(-len(name) // letters)
        each = -(-len(name) // count)
        return [name[start : start + each] for start in range(0, len(name), each)]
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines if all(len(line) <= letters for line in lines) else [name] * 99
