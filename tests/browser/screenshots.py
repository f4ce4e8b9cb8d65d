"""Makes the pictures of docs/screenshots from the sample project: `bin/screenshots`.

Those that the guides show have names of their own. Every other page that a member, or whoever holds a link,
can reach stands in docs/screenshots/pages under the name of its address.

Not a test of the suite (its name keeps it out), but it stands on the same servers and browser.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Page

from crisis.models import Activation, Risk
from mailroom import delivery, links
from mailroom.models import PersonalLink
from marketing_sync.models import Launch
from outcomes.models import Measure
from projects.models import Project, User
from reports import making
from reports.models import Report, State
from stakeholders.models import Round
from tests.browser.crawl import address_of, crawl
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE
from tests.fixtures.mail import SmtpSink
from vision.models import Version

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
EVERY = FOLDER / "pages"
DESK = {"width": 1280, "height": 860}
# The board is shown with the line and both of its sides.
TALL = {"width": 1440, "height": 1280}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# A member's pages below the project's own address, by the name of their picture.
PAGES = {
    "home": "",
    "my-work": "mine/",
    "register": "stakeholders/",
    "duplicates": "stakeholders/duplicates/",
    "map": "stakeholders/map/",
    "coverage": "stakeholders/coverage/",
    "questions": "stakeholders/questions/",
    "interviews": "stakeholders/interviews/",
    "synthesis": "stakeholders/answers/",
    "asks": "stakeholders/asks/",
    "board": "vision/",
    "list": "vision/list/",
    "priorities": "vision/priorities/",
    "pairs": "vision/priorities/pairs/",
    "compare": "vision/versions/compare/",
    "decisions": "vision/decisions/",
    "launches": "launches/",
    "calendar": "launches/calendar/",
    "first-to-know": "launches/first-to-know/",
    "calls": "launches/calls/",
    "staff": "launches/staff/",
    "meetings": "launches/meetings/",
    "agents": "launches/agents/",
    "crisis": "crisis/",
    "readiness": "crisis/readiness/",
    "risks": "crisis/risks/",
    "heat-map": "crisis/risks/map/",
    "systems": "crisis/systems/",
    "call-tree": "crisis/people/",
    "runs": "crisis/runs/",
    "improvements": "crisis/improvements/",
    "outcomes": "outcomes/",
    "funnels": "outcomes/funnels/",
    "build-out": "outcomes/build/",
    "scorecards": "outcomes/scorecards/",
    "training": "outcomes/training/",
    "constraints": "outcomes/constraints/",
    "frictions": "outcomes/frictions/",
    "lessons": "outcomes/lessons/",
    "reports": "reports/",
    "mail": "mail/",
    "activity": "activity/",
    "settings": "settings/",
    "whole-project": "whole/",
}


def take(page: Page, name: str, folder: Path = FOLDER) -> None:
    """A picture of what is in the window, in few colours so that it stays small."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.quantize(160, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


def pages_of_rows(project: Project) -> dict[str, str]:
    """Pages of one thing each: a round, a version, a launch with its forecast and brief, a run, a measure."""
    launch = Launch.objects.get(project=project, name="Heart screening letter")
    rows = {
        "round": Round.objects.filter(project=project).earliest("pk"),
        "version": Version.objects.filter(project=project).latest("pk"),
        "launch": launch,
        "run": Activation.objects.filter(project=project).latest("pk"),
        "measure": Measure.objects.get(project=project, name="Outreach cost per completed visit"),
        "risk": Risk.objects.filter(project=project).earliest("pk"),
    }
    here = f"/p/{project.slug}/"
    found = {name: row.get_absolute_url().removeprefix(here) for name, row in rows.items()}
    return {**found, "forecast": f"{found['launch']}forecast/", "brief": f"{found['launch']}brief/"}


@pytest.fixture
def sampled(smtp_sink: SmtpSink) -> None:
    """The sample as it stands when a worker runs: what is due was mailed, and reports are drawn."""
    call_command("sample", verbosity=0)
    delivery.run()
    for report in Report.objects.filter(state=State.QUEUED):
        making.make(report_id=report.pk)


@pytest.mark.usefixtures("sampled")
def test_screenshots(new_page: Callable[..., Page], site: str, client: Any) -> None:
    FOLDER.mkdir(exist_ok=True)
    dana = User.objects.get(email="dana.kim@example.org")
    project = Project.objects.get(is_sample=True)
    pages = {**PAGES, **pages_of_rows(project)}
    for scheme, names in (("light", list(pages)), ("dark", ["home", "board", "run"])):
        page = new_page(viewport=DESK, color_scheme=scheme)
        sign_in(page, dana, site, client)
        for name in names:
            page.set_viewport_size(TALL if name in {"board", "forecast"} else DESK)
            page.goto(f"{site}/p/{project.slug}/{pages[name]}")
            take(page, name if scheme == "light" else f"{name}-dark")

    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone, dana, site, client)
    phone.goto(f"{site}/p/{project.slug}/")
    take(phone, "home-phone")
    for purpose, name in (("stakeholders:personal", "personal"), ("vision:outcome", "outcome")):
        link = PersonalLink.objects.filter(purpose=purpose).order_by("-pk").first()
        assert link is not None
        phone.goto(links.url(link))
        take(phone, name)


@pytest.mark.usefixtures("sampled")
def test_every_other_page(new_page: Callable[..., Page], site: str, client: Any) -> None:
    """One picture of each address that links lead to, from the project's home and from each kind of link."""
    EVERY.mkdir(parents=True, exist_ok=True)
    dana = User.objects.get(email="dana.kim@example.org")
    project = Project.objects.get(is_sample=True)
    here = f"{site}/p/{project.slug}/"
    shown = {address_of(f"{here}{path}", site) for path in {**PAGES, **pages_of_rows(project)}.values()}
    desk = new_page(viewport=DESK)
    sign_in(desk, dana, site, client)
    for name in crawl(desk, site, [here, "/portfolio/", "/projects/"]):
        # Some lead elsewhere: to the password once more, to a project's home.
        if name not in shown and address_of(desk.url, site) == name:
            take(desk, name.replace(":", "-"), EVERY)
            shown.add(name)

    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    found = PersonalLink.objects.exclude(purpose__in=["", "mailroom:unsubscribe"]).order_by("purpose", "-pk")
    starts = [links.url(link) for link in found.distinct("purpose")]
    for name in crawl(phone, site, [*starts, "/account/login/"]):
        if name not in shown and address_of(phone.url, site) == name:
            take(phone, name.replace(":", "-"), EVERY)
            shown.add(name)
