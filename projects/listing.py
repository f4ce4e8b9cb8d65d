"""Lists: search, sort and paging from the URL, whatever is typed into it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest

Row = TypeVar("Row", bound=models.Model)
Rows = TypeVar("Rows", bound=models.QuerySet[Any])

# Further words only make a search slower.
_MOST_WORDS = 8


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One page of a list, and how it was asked for."""

    page: Page[Row]
    total: int
    sort: str
    text: str

    @property
    def rows(self) -> list[Row]:
        """The rows on this page."""
        return list(self.page.object_list)


def search_text(request: HttpRequest, name: str = "q") -> str:
    """The typed search text, bounded and without characters that Postgres refuses."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:200]


def with_words(rows: Rows, text: str, *columns: str, also: Callable[[str], models.Q] | None = None) -> Rows:
    """The rows in which every word of `text` stands, each in any of the columns, or as `also` says of it."""
    for word in text.split()[:_MOST_WORDS]:
        found = also(word) if also else models.Q()
        for column in columns:
            found |= models.Q((f"{column}__icontains", word))
        rows = rows.filter(found)
    return rows


def listing(
    request: HttpRequest,
    rows: models.QuerySet[Row],
    *,
    sorts: Mapping[str, tuple[str, ...]],
    per_page: int = 50,
    total: int | None = None,
) -> Listing[Row]:
    """A page of `rows`. `sorts` maps a name in the URL to the fields it orders by; the first is the default.

    `?sort=-name` turns the order round; an unknown sort or page is ignored, never an error. Who knows the
    `total` already says it, and nothing is counted again.
    """
    pages = Paginator(ordered(request, rows, sorts=sorts), per_page)
    if total is not None:
        pages.count = total
    page = pages.get_page(request.GET.get("page"))
    return Listing(page=page, total=pages.count, sort=_sort(request, sorts), text=search_text(request))


def ordered(
    request: HttpRequest, rows: models.QuerySet[Row], *, sorts: Mapping[str, tuple[str, ...]]
) -> models.QuerySet[Row]:
    """All `rows` in the order that the URL asks for, as a download gives them."""
    wanted = _sort(request, sorts)
    fields: list[Any] = [*sorts[wanted.removeprefix("-")], "pk"]
    return rows.order_by(*(_turned(field) for field in fields) if wanted.startswith("-") else fields)


def _sort(request: HttpRequest, sorts: Mapping[str, tuple[str, ...]]) -> str:
    wanted = request.GET.get("sort", "")
    return wanted if wanted.removeprefix("-") in sorts else next(iter(sorts))


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"
