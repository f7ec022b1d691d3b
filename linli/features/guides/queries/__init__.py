"""Nouns: the groups and items people choose from, their guides, and what their words lead to."""

from .finding import Found, open_questions, question_at, questions_a_day, search, vague_wordings
from .items import catalogue, group_by_slug, groups, item_at, items, items_of, states
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
    "Print",
    "catalogue",
    "changes_between",
    "checklist",
    "draft_of",
    "editions",
    "gaps_of",
    "group_by_slug",
    "groups",
    "item_at",
    "items",
    "items_of",
    "open_questions",
    "print_at",
    "published_of",
    "question_at",
    "questions_a_day",
    "search",
    "states",
    "vague_wordings",
    "version_at",
    "versions_of",
]
