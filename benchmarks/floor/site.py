"""The page floor and the write floor: Django without any middleware, session or translation.

`/page/?table=…&from=…&rows=…&bytes=…` is one SELECT of that many rows and a plain template that gives that
many bytes. `/write/` is one version-checked UPDATE in one transaction and an answer of 185 bytes.
"""

import functools
import os
from typing import Any

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ANSWER_BYTES = 185
# What may be read: the columns that the page in question shows.
TABLES = {
    "vision_element": "id, title, reason, place, rank, version, placed, effort_likely",
    "crisis_runstep": "id, phase, role, title, minutes, state, reason, settled_at, version",
    "stakeholders_answer": "id, text, version, device, created_at",
    "stakeholders_stakeholder": "id, name, title, department, level, power, interest, stance",
    "stakeholders_questionwording": "id, text, help, kind, required",
}

settings.configure(
    SECRET_KEY="the floor signs nothing",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": dj_database_url.parse(
            os.environ["DATABASE_URL"], conn_max_age=600, conn_health_checks=True
        )
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    MIDDLEWARE=[],
    USE_TZ=True,
)
django.setup()


def page(request: HttpRequest) -> HttpResponse:
    """One SELECT, one template."""
    table, count = request.GET["table"], int(request.GET["rows"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {TABLES[table]} FROM {table} WHERE id >= %s ORDER BY id LIMIT %s",  # noqa: S608
            [int(request.GET["from"]), count],
        )
        rows = cursor.fetchall()
    bytes_a_row = int(request.GET["bytes"]) // max(count, 1)
    return HttpResponse(_template(len(rows[0]), bytes_a_row).render({"rows": rows}))


def write(request: HttpRequest) -> HttpResponse:
    """One version-checked UPDATE."""
    version = int(request.POST["version"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE benchmark_floor SET version = version + 1, text = %s WHERE id = %s AND version = %s",
            [request.POST["text"], int(request.POST["id"]), version],
        )
        status = 200 if cursor.rowcount == 1 else 409
    answer = f'{{"version": {version + 1}, "rest": "'
    return HttpResponse(answer.ljust(ANSWER_BYTES - 2, "x") + '"}', status=status)


@functools.cache
def _template(fields: int, bytes_a_row: int) -> Any:
    cells = "".join(f"<td>{{{{ row.{index} }}}}</td>" for index in range(fields))
    # A cell takes some fifteen bytes with its tags; the rest of a row is markup that stands still.
    filler = "x" * max(0, bytes_a_row - fields * 15 - 9)
    return engines["django"].from_string(
        f"<!doctype html><title>x</title>{{% for row in rows %}}<tr>{cells}{filler}</tr>{{% endfor %}}"
    )


urlpatterns = [path("page/", page), path("write/", write)]
application = get_wsgi_application()
