"""Twenty sheets at once: they are drawn one by one, one page waits, the others are told to ask again."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from linli.base.ui import paper
from linli.base.ui.press import MOST_SHEETS, Press


@pytest.fixture
def name() -> str:
    return f"pdf:{uuid.uuid4()}"


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """A drawing hangs until this is set."""
    event = threading.Event()
    yield event
    event.set()


def test_a_sheet_is_drawn_once_and_kept(name: str) -> None:
    made: list[int] = []
    press = Press()
    for _ in range(2):
        assert press.sheet(name, lambda: made.append(1) or b"%PDF", patience_seconds=60) == b"%PDF"
    assert made == [1]


def test_who_cannot_wait_is_answered_at_once_and_finds_the_sheet_later(name: str, held: threading.Event) -> None:
    press, begun = Press(), threading.Event()

    def draw() -> bytes:
        begun.set()
        held.wait(60)
        return b"%PDF"

    waiting: list[bytes | None] = []
    first = threading.Thread(target=lambda: waiting.append(press.sheet(name, draw, patience_seconds=60)))
    first.start()
    assert begun.wait(60)
    others = [press.sheet(f"{name}{n}", lambda: b"%", patience_seconds=60) for n in range(20)]
    assert others == [None] * 20  # although each would have waited a minute
    assert press.sheet(name, draw, patience_seconds=60) is None
    held.set()
    first.join(60)
    assert waiting == [b"%PDF"]
    assert press.sheet(name, draw, patience_seconds=60) == b"%PDF"
    kept = [n for n in range(20) if press.sheet(f"{name}{n}", lambda: b"new", patience_seconds=60) == b"%"]
    assert len(kept) == MOST_SHEETS  # so many were in line; the others were not drawn for nobody


def test_who_drew_it_hears_what_was_missing(name: str) -> None:
    def draw() -> bytes:
        raise OSError("libpango")

    with pytest.raises(OSError, match="libpango"):
        Press().sheet(name, draw, patience_seconds=60)


@pytest.mark.django_db
def test_the_page_that_stands_in_asks_again_by_itself(
    rf: RequestFactory, settings: object, monkeypatch: pytest.MonkeyPatch, held: threading.Event
) -> None:
    settings.LINLI_PDF_SECONDS = 0.01  # type: ignore[attr-defined]
    monkeypatch.setattr(paper, "press", Press())
    monkeypatch.setattr(paper, "pdf", lambda html, styles: held.wait(60) and b"%PDF")
    request = rf.get("/x.pdf")
    request.user = None  # type: ignore[assignment]
    request.htmx = None  # type: ignore[attr-defined]
    answer = paper.pdf_answer(
        request, "ui/pdf_soon.html", {}, styles=(), about=str(uuid.uuid4()), filename="x.pdf", instead="/to-print/"
    )
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "3", "3")
    assert "/to-print/" in answer.content.decode()
