"""A form that creates carries a key: a double click or a resend creates once and leads to the same place.

The form shows `{% form_key %}`; the view wraps the act:

    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        launch = actions.register(...)
        return once.done(request, launch.get_absolute_url())
"""

import contextlib
import uuid
from collections.abc import Iterator

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from projects.models import FormKey


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The key that came with the form, or None when it has none or a malformed one."""
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


@contextlib.contextmanager
def only(request: HttpRequest) -> Iterator[str]:
    """One transaction in which the act is carried out; yields the earlier result's URL, or "" the first time.

    The second of two requests with one key waits here until the first has ended.
    """
    key = key_of(request)
    with transaction.atomic():
        if key is None:
            yield ""
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
        yield FormKey.objects.filter(key=key).values_list("url", flat=True).first() or ""


def done(request: HttpRequest, url: str) -> HttpResponse:
    """Keeps where the form led and goes there."""
    key = key_of(request)
    if key is not None:
        FormKey.objects.create(key=key, url=url[:500])
    return redirect(url)
