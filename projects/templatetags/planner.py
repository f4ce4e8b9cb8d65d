"""What every template may use: dates in plain words, icons, form keys, links that keep the filters."""

import datetime
import functools
import uuid
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import access

register = template.Library()


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """“Tue 3 Mar (in 9 days)”, in the zone in force; the year when it is not this one."""
    if value is None:
        return ""
    date = _date(value)
    return f"{plain_day(date)} ({distance(date)})"


@register.filter
def plain_day(value: datetime.date | datetime.datetime | None) -> str:
    """“Tue 3 Mar”, with the year when it is not this one."""
    if value is None:
        return ""
    date = _date(value)
    shape = "D j M" if date.year == timezone.localdate().year else "D j M Y"
    return formats.date_format(date, shape)


@register.filter
def clock(value: datetime.datetime | None) -> str:
    """“10:42” in the zone in force."""
    return "" if value is None else formats.date_format(timezone.localtime(value), "H:i")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """“Tue 3 Mar, 10:42 EST”: a time is never shown without its zone."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{plain_day(local)}, {clock(local)} {local.tzname()}"


def distance(date: datetime.date) -> str:
    """“today”, “tomorrow”, “in 9 days”, “3 days ago”."""
    days = (date - timezone.localdate()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def _date(value: datetime.date | datetime.datetime) -> datetime.date:
    return timezone.localdate(value) if isinstance(value, datetime.datetime) else value


@register.simple_tag
@functools.cache
def icon(name: str, css: str = "icon") -> SafeString:
    """A picture from the sprite; it says nothing that the words beside it do not."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def form_key() -> SafeString:
    """The hidden field that makes a double click create once (see `projects.once`)."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some parts changed; None or "" takes a part away; the page number goes."""
    asked = context["request"].GET.copy()
    for name, value in {"page": None, **changes}.items():
        if value in (None, ""):
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked else "?"


@register.simple_tag(takes_context=True)
def can(context: dict[str, Any], permission: str) -> bool:
    """Whether the member reading the page holds a permission by its name: `{% can "BOARD_EDIT" as it %}`."""
    membership = getattr(context["request"], "membership", None)
    return membership is not None and access.may(membership, access.Perm[permission])
