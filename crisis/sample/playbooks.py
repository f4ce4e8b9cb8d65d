"""The sample's own playbooks: one tuned after its drill, one being rewritten, one of the house's own, one to review."""

import datetime

from crisis import actions, queries
from crisis.models import Playbook
from projects.models import Project, Role, User


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """A second version of the telephony playbook, a draft, and one whose review is due."""
    lead, operations = members[Role.LEAD], members[Role.OPERATIONS]
    telephony = actions.playbook_to_run(project=project, key="telephony_outage", by=lead)
    surge = actions.playbook_to_run(project=project, key="call_surge", by=lead)
    records = actions.playbook_to_run(project=project, key="ehr_downtime", by=operations)
    if telephony is None or surge is None or records is None:
        return
    _tune(telephony, operations, today)
    _rewrite(surge, operations)
    actions.reviewed(playbook=records, by=lead, review_on=today - datetime.timedelta(days=4))


def _tune(playbook: Playbook, by: User, today: datetime.date) -> None:
    written, version = queries.drafted(playbook)
    written["steps"][4]["minutes"] = 20
    written["steps"][4]["title"] = "Re-route numbers to the mobile group; place a test call from outside"
    written["messages"] = [
        {
            "subject": "Phones are down: use the mobiles",
            "text": "The phone system is down since …\n\nTake the mobile from the red box at your team's desk.\n\n"
            "Callers with symptoms: transfer to the nurse line at once.\n\nThe next update comes at …",
        }
    ]
    draft = actions.save_draft(playbook=playbook, by=by, version=version, written=written)
    actions.publish_playbook(
        playbook=playbook,
        by=by,
        version=draft.version,
        note="After the drill: the mobiles are quicker than the second carrier",
        review_on=actions.next_review(today, 12),
    )


def _rewrite(playbook: Playbook, by: User) -> None:
    written, version = queries.drafted(playbook)
    written["triggers"] = [*written["triggers"], "a campaign goes out that nobody announced"]
    actions.save_draft(playbook=playbook, by=by, version=version, written=written)
