"""`{% load guide %}`: the sentence of a gap, and a material in the reader's words."""

from __future__ import annotations

from typing import Any

from django import template

from linli.base.kernel import Objection
from linli.base.ui.words import say

from ..rules.guide import Material
from ..views import words

register = template.Library()


@register.filter
def said(objection: Objection) -> str:
    """`{{ gap|said }}`: the objection as a sentence in the reader's language."""
    return say(objection)


@register.filter
def told(material: Material) -> dict[str, Any]:
    """`{{ row.material|told }}`: its `name`, `detail` (form, copies, issuer) and `how` to get it."""
    return words.material(material)
