"""How often something may be tried, counted in Redis. When Redis is away, everything may."""

import functools
import logging
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter

log = logging.getLogger(__name__)

# After Redis failed to answer, pages do not wait for it again for so many seconds.
REST_SECONDS = 5.0


@dataclass
class Rest:
    """Until when Redis is left alone."""

    until: float = 0.0


_rest = Rest()


def within(rate: RateLimitItem, *who: str) -> bool:
    """Counts one try of `who`; False when it is one too many. True whenever it cannot be counted."""
    if time.monotonic() < _rest.until:
        return True
    try:
        return _limiter().hit(rate, *who)
    except StorageError as error:
        _rest.until = time.monotonic() + REST_SECONDS
        log.warning("Redis cannot be reached, so no rate is limited: %s", error)
        return True


@functools.cache
def _limiter() -> FixedWindowRateLimiter:
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    storage = RedisStorage(
        storage_url(settings.REDIS_URL),
        key_prefix=f"{prefix}pace",
        wrap_exceptions=True,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
    )
    return FixedWindowRateLimiter(storage)


def storage_url(url: str) -> str:
    """Celery's way of naming a Redis behind a socket, as the client library names it."""
    parts = urlsplit(url)
    if parts.scheme != "redis+socket":
        return url
    database = parse_qs(parts.query).get("virtual_host", ["0"])[-1]
    return f"redis+unix://{parts.path}?db={database}"
