from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import override

from linli.base.ui.constraints import _fields
from linli.community.calendar.models import Closure

EVERY = [(model, constraint) for model in apps.get_models() for constraint in model._meta.constraints]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_constraint_is_called_by_its_name_where_people_read(language: str) -> None:
    wrong = []
    with override(language):
        for model, constraint in EVERY:
            said = str(constraint.get_violation_error_message())
            if constraint.name in said or "%" in said or "{" in said or not _fields(constraint, model):
                wrong.append(f"{model.__name__}.{constraint.name}: {said}")
    assert EVERY
    assert not wrong, "\n".join(wrong)


def test_a_constraint_says_its_fields_in_the_readers_language() -> None:
    with override("zh-hans"):
        assert any("这几项对不上" in str(constraint.get_violation_error_message()) for _, constraint in EVERY)


@pytest.mark.django_db
def test_what_a_form_shows_is_that_sentence() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    with override("en"), pytest.raises(ValidationError) as refused:
        Closure(starts_at=at, ends_at=at).validate_constraints()
    assert "This does not fit together: Ends at, Starts at." in str(refused.value)
