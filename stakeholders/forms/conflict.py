"""What forms share when somebody saved in between: both texts are shown, the next save is a knowing one."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import QueryDict
from django.utils.translation import gettext as _


def saved_meanwhile(now: object) -> str:
    """What stands beside a field that differs."""
    return _("Meanwhile saved by somebody else: “%(now)s”") % {"now": now}


def made_from(data: Mapping[str, Any], name: str, version: int | str) -> QueryDict:
    """The posted data as if the form had been made from `version`."""
    fresh = cast("QueryDict", data).copy()
    fresh[name] = str(version)
    return fresh
