"""Loaded by pytest before Django's settings are: the environment tests run in, and which tests an engine runs."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, and what is right stays right.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

os.environ["LINLI_DEMO"] = "1"
os.environ.setdefault("LINLI_PDF_SECONDS", "120")  # a busy machine draws slowly; what is drawn is the same
os.environ.setdefault("LINLI_DATABASE_URL", "sqlite:////tmp/linli-tests.sqlite3")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`@pytest.mark.engine("postgresql")`: about this engine alone; the other one does not collect it."""
    from django.db import connection

    other = [
        item for item in items if (mark := item.get_closest_marker("engine")) and connection.vendor not in mark.args
    ]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]
