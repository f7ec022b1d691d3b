"""Loaded by pytest before Django's settings are: the environment tests run in."""

import os

os.environ["LINLI_DEMO"] = "1"
os.environ.setdefault("LINLI_DATABASE_URL", "sqlite:////tmp/linli-tests.sqlite3")
