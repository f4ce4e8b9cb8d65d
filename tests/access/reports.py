"""Addresses of reports."""

from typing import Any

from mailroom import links
from projects.access import Perm
from reports.models import State
from tests.access.table import LINK, Row, World
from tests.reports.factories import make_finished_report, make_report, make_share


def _finished(world: World) -> dict[str, Any]:
    return {"pk": make_finished_report(world.project).pk}


def _failed(world: World) -> dict[str, Any]:
    return {"pk": make_report(world.project, state=State.FAILED, error="No paper.").pk}


def _shared(world: World) -> dict[str, Any]:
    share = make_share(make_finished_report(world.project))
    return {"pk": share.report_id, "share_pk": share.pk}


def _token(world: World) -> dict[str, Any]:
    return {"token": links.token(make_share(make_finished_report(world.project)).link)}


def _label(world: World) -> dict[str, Any]:
    return {"label": "Board of trustees", "days": 7}


ROWS: dict[str, Row] = {
    "reports:list": Row(Perm.REPORT_VIEW),
    "reports:export": Row(Perm.REPORT_VIEW),
    "reports:report": Row(Perm.REPORT_VIEW, args=_finished),
    "reports:progress": Row(Perm.REPORT_VIEW, args=_finished),
    "reports:download": Row(Perm.REPORT_VIEW, args=_finished),
    "reports:retry": Row(Perm.REPORT_EDIT, get=None, post=302, args=_failed),
    "reports:share": Row(Perm.REPORT_SHARE, get=None, post=302, args=_finished, data=_label),
    "reports:revoke": Row(Perm.REPORT_SHARE, get=None, post=302, args=_shared),
    "reports:shared": Row(LINK, post=200, args=_token),
}
