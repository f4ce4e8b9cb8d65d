"""What sounds like an element: found by words in common.

PostgreSQL's English dictionary takes the stem of each word and leaves out the small ones, so "calls" finds
"calling"; texts that share more words of the title come first (`ts_rank`). It knows no synonyms: "phone"
does not find "telephone". Spanish texts are compared word by word, without stems.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import QuerySet

from stakeholders.models import Ask
from vision.models import Element
from vision.queries.elements import unsorted_asks

_WORD = re.compile(r"\w{3,}")
_SHOWN = 8


def similar_elements(element: Element) -> "QuerySet[Element]":
    """Other elements of the board that share words with its title, the most alike first."""
    found = element.project.elements.exclude(pk=element.pk).select_related("function")
    return _alike(found, ("title", "description"), element.title)


def similar_asks(element: Element) -> "QuerySet[Ask]":
    """Unsorted asks that share words with its title, the most alike first."""
    return _alike(unsorted_asks(element.project), ("text", "quote"), element.title)


def _alike(rows: "QuerySet", fields: tuple[str, ...], text: str) -> "QuerySet":
    words = list(dict.fromkeys(_WORD.findall(text.lower())))[:12]
    if not words:
        return rows.none()
    asked = SearchQuery(" | ".join(words), search_type="raw", config="english")
    vector = SearchVector(*fields, config="english")
    found: QuerySet[Any, Any] = (
        rows.annotate(words=vector, alike=SearchRank(vector, asked))
        .filter(words=asked)
        .order_by("-alike", "pk")[:_SHOWN]
    )
    return found
