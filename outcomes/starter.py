"""What has to stand before a new division works: where a build-out begins. All of it may be changed."""

from outcomes.models import Workstream

STARTER: dict[str, tuple[str, ...]] = {
    Workstream.WORKFORCE: (
        "Call volume by half-hour, twelve months",
        "Handle time by kind of call, measured",
        "Required agents by interval, with shrinkage",
        "Job descriptions and pay agreed with HR",
        "Shift plan for the first four weeks",
    ),
    Workstream.SOPS: (
        "Scheduling, rescheduling, cancelling",
        "Referrals: where they are seen and who may act on them",
        "Clinical questions: what goes to a nurse, and how",
        "Identity check before anything is said",
        "What to do when a system is down",
    ),
    Workstream.QA: (
        "Scorecard agreed by operations and the clinics",
        "Raters calibrated until they agree",
        "Five calls of each agent scored every month",
        "Feedback talk after each scoring",
    ),
    Workstream.TRAINING: (
        "Curriculum with a date for each part",
        "A place to practise with invented patients",
        "Everybody has sat beside a clinic for half a day",
        "Check before the first call alone",
    ),
    Workstream.REPORTING: (
        "Measures with a frozen baseline",
        "Daily service level, seen by the floor",
        "Monthly page for the executives",
        "Friction log open to everybody",
    ),
    Workstream.OUTREACH: (
        "List of patients to be called, with consent",
        "Script for reminder calls, in both languages",
        "Attempts, reached, scheduled, showed: counted each week",
        "Hours in which patients pick up, tried out",
    ),
}
