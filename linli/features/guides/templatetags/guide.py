"""`{% load guide %}`: the sentence of a gap."""

from __future__ import annotations

from django import template

from linli.base.kernel import Objection
from linli.base.ui.words import say

register = template.Library()


@register.filter
def said(objection: Objection) -> str:
    """`{{ gap|said }}`: the objection as a sentence in the reader's language."""
    return say(objection)
