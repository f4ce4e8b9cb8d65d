"""Shares as people read them."""

from django import template

from crisis import queries

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """“33 %”; “not scored” for what is unknown."""
    return queries.percent(share)


@register.filter
def spoken(minutes: int | None) -> str:
    """“4 hours”, “90 min”; a dash for what nobody has said."""
    return "–" if minutes is None else queries.spoken(minutes)
