"""Nouns: the groups and items people choose from, their guides, and what their words lead to."""

from ..rules.preparing import Row, Ticks
from ..rules.preparing import kept as kept_ticks
from ..rules.preparing import read_kept as read_ticks
from ..rules.preparing import sent as sent_ticks
from .finding import Found, open_questions, question_at, questions_a_day, search, vague_wordings
from .items import catalogue, group_by_slug, groups, item_at, items, items_at, items_of, states
from .preparing import Preparation, checked, preparations
from .versions import (
    Print,
    changes_between,
    checklist,
    draft_of,
    editions,
    gaps_of,
    print_at,
    published_of,
    version_at,
    versions_of,
)

__all__ = [
    "Found",
    "Preparation",
    "Print",
    "Row",
    "Ticks",
    "catalogue",
    "changes_between",
    "checked",
    "checklist",
    "draft_of",
    "editions",
    "gaps_of",
    "group_by_slug",
    "groups",
    "item_at",
    "items",
    "items_at",
    "items_of",
    "kept_ticks",
    "open_questions",
    "preparations",
    "print_at",
    "published_of",
    "question_at",
    "questions_a_day",
    "read_ticks",
    "search",
    "sent_ticks",
    "states",
    "vague_wordings",
    "version_at",
    "versions_of",
]
