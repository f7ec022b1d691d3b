"""Loaded by pytest before Django's settings are: the environment tests run in, and which tests an engine runs."""

import os
import re

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, and what is right stays right.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

os.environ["LINLI_DEMO"] = "1"
os.environ.setdefault("LINLI_PDF_SECONDS", "120")  # a busy machine draws slowly; what is drawn is the same
os.environ.setdefault("LINLI_DATABASE_URL", "sqlite:////tmp/linli-tests.sqlite3")


# What asks a database nothing that SQLite answers otherwise than PostgreSQL: rules, shapes, words and pages. Actions,
# queries, races, faults, machines and the walk through every door with odd values run on both.
ONE_ENGINE = re.compile(
    r"/base/(kernel|seal|ui)/tests/|/entrypoints/(demo|portal)/tests/|/house/test_(matrix|costs|words|files|forms)"
    r"|/test_(rules|views|words|pages|forms|tags|search|page_statements|signs|paper|contrast|document)\w*\.py"
)


def _is_for(item: pytest.Item, vendor: str) -> bool:
    """`@pytest.mark.engine("postgresql")`: about this engine alone. Else where a test lives says it."""
    mark = item.get_closest_marker("engine")
    if mark:
        return vendor in mark.args
    return vendor == "sqlite" or not ONE_ENGINE.search(f"/{item.path.as_posix()}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each engine collects the tests that are about it."""
    from django.db import connection

    other = [item for item in items if not _is_for(item, connection.vendor)]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in set(other)]
