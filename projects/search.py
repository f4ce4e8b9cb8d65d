"""Looking for words in what people wrote: by their stems in English and Spanish, and as they stand."""

from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import F, Q

Rows = TypeVar("Rows", bound=models.QuerySet[Any])

LANGUAGES = ("english", "spanish")
LONGEST = 200


def holding(rows: Rows, text: str, *columns: str, most: int = 8) -> Rows:
    """The rows in whose columns the words stand, best first, at most so many.

    “calling” finds “calls”; what is typed as it stands is found, too, also in the middle of a word. The rows
    must be of one project: then there are few enough to be read without an index of their words.
    """
    asked = text.replace("\x00", "").strip()[:LONGEST]
    if not asked:
        return rows.none()
    english, spanish = (SearchQuery(asked, config=one, search_type="websearch") for one in LANGUAGES)
    vectors = [SearchVector(*columns, config=one) for one in LANGUAGES]
    as_it_stands = Q()
    for column in columns:
        as_it_stands |= Q(**{f"{column}__icontains": asked})
    found = rows.annotate(_words=vectors[0] + vectors[1]).filter(Q(_words=english | spanish) | as_it_stands)
    ranked = found.annotate(_rank=SearchRank(F("_words"), english | spanish))
    return ranked.order_by("-_rank", "-pk")[:most]
