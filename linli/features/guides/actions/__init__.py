"""Verbs: write a guide, publish it, take it back, import many, and keep what nobody could find."""

from .importing import import_guides
from .questions import ask_desk, settle_question
from .writing import draft_version, publish, withdraw

__all__ = ["ask_desk", "draft_version", "import_guides", "publish", "settle_question", "withdraw"]
