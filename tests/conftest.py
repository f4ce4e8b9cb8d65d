"""What every test stands on: real servers, made for this run and removed with it.

Each run brings its own PostgreSQL and Valkey below var/test; each parallel worker has its own database and
its own Redis database. TEST_DATABASE_URL and TEST_REDIS_URL put other servers in their place.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest

from tests.servers import TestServers

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = [
    "tests.fixtures.servers",
    "tests.fixtures.mail",
    "tests.fixtures.time",
    "tests.fixtures.browser",
    "tests.fixtures.workers",
]

# The same examples on every run: what was green stays green. HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", derandomize=False, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

LEANING_ON_THE_DATABASE = {
    "tests/architecture/test_tables.py",
    "tests/mailroom/test_delivery.py",
    "tests/mailroom/test_queue.py",
    "tests/roof/test_sample.py",
    "tests/stakeholders/test_register.py",
    "tests/vision/test_publish.py",
}

# The controller of a parallel run decides; its workers inherit what it decided.
servers = TestServers.of_this_run(ROOT / "var" / "test")
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ.update(
    DJANGO_SETTINGS_MODULE="callcenter_planner.settings",
    # Playwright keeps an event loop open in the thread that uses the database.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
    SECRET_KEY="a key for tests only, which nobody outside of them may ever use",
    BASE_URL="http://testserver",
    DATABASE_URL=servers.database_url,
    REDIS_URL=servers.redis_url(worker + 1),
    REDIS_PREFIX=f"test-{servers.name}-{worker}:",
    # A port that nobody listens on: a test that sends mail asks for `smtp_sink`.
    EMAIL_URL="smtp://127.0.0.1:9",
    VAR_DIR=str(servers.var),
    LOG_LEVEL="WARNING",
)
for name in ("DEBUG", "EMBEDDED", "ALLOWED_HOSTS", "SECRET_KEY_FALLBACKS", "TRUSTED_PROXIES", "OIDC_ISSUER"):
    os.environ.pop(name, None)
django.setup()
# Inherited, it would have a parallel worker read its settings before the lines above, with others' servers.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.WHITENOISE_AUTOREFRESH = True
settings.WHITENOISE_USE_FINDERS = True


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once, in the process that leads the run."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        servers.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what leans on the database's own rules, to be tried on an older server as well."""
    for item in items:
        if str(item.path.relative_to(ROOT)) in LEANING_ON_THE_DATABASE:
            item.add_marker("deployment")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        servers.remove()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test meets what another one cached, counted or left in the broker's queue."""
    cache.clear()
    servers.forget(worker + 1, prefix=os.environ["REDIS_PREFIX"])
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _empty_append_only_tables() -> Iterator[None]:
    """Between tests even the audit trail is emptied, which its triggers refuse to everybody."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_past_triggers(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        flush(case)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_past_triggers)
        yield


@pytest.fixture
def form_key() -> str:
    """A fresh form key, as a page would carry it."""
    return secrets.token_urlsafe(16)
