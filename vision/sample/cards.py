"""What stands on the sample project's board, and what its vision says."""

from dataclasses import dataclass, field

from projects.models import Role
from vision.models import Flag, Place

ACCESS, CLINICAL, REFERRALS, WORKFORCE, TECHNOLOGY, REPORTING = range(6)
NOW, NEXT, TRAY, DECLINED = Place.NOW, Place.NEXT, Place.TRAY, Place.DECLINED


@dataclass(frozen=True)
class Card:
    """An element of the sample. `asks` are named by their text; `days` are low, likely and high."""

    title: str
    place: Place
    function: int | None
    reason: str = ""
    days: tuple[int, int, int] | None = None
    asks: tuple[str, ...] = ()
    dreams: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    owner: Role = Role.PLANNER
    cost: int = 0
    needs: tuple[str, ...] = ()
    revisit_in: int = 0
    description: str = field(default="", kw_only=True)


DREAMS = (
    (
        "Nobody waits longer than a minute",
        "A caller who is heard at once is a caller who does not ring again.",
    ),
    ("An agent may close a matter alone", "Four in five calls end with the person who took them."),
    ("Every physician knows one of us by name", "Referrals follow people, not numbers."),
    (
        "We hear of every letter before it is posted",
        "The call centre is never surprised by its own hospital.",
    ),
    ("Agents stay longer than two years", "Experience is what callers notice first."),
    ("Callers tell us when we were good", "One question after the call, answered by a key."),
    ("A quiet room for the hard calls", "Nobody takes the next call straight after a death."),
    ("Patients see their own appointments", "The portal shows what the agent sees."),
)

CARDS = (
    Card("One number for all clinics", NOW, ACCESS, "It is what most people asked for, and everything else hangs on it.", (30, 45, 70), asks=("One number for all clinics",), dreams=("Nobody waits longer than a minute",), cost=38_000),
    Card("Open 7–19 on weekdays", NOW, ACCESS, "Twice the hours of today with the people whom we can hire this year.", (15, 24, 40), asks=("Open 7–19 on weekdays",), flags=(Flag.HIRING,)),
    Card("Nobody tells their story twice", NOW, ACCESS, "A note travels with the call from the first day; it needs no new system.", (8, 12, 20), asks=("Nobody tells their story twice",), dreams=("An agent may close a matter alone",)),
    Card("After-hours clinic lines", NOW, ACCESS, "Primary care first, where the Monday messages are most.", (20, 32, 60), asks=("After-hours clinic lines",), flags=(Flag.HIRING,)),
    Card("Nurse triage for chosen populations", NOW, CLINICAL, "Heart failure, anticoagulation and newborns, with protocols that are signed.", (40, 60, 95), asks=("Nurse triage for chosen populations", "Nurse line with nurses of its own"), flags=(Flag.HIRING, Flag.POLICY), owner=Role.OPERATIONS, cost=120_000, needs=("Triage protocols signed by a physician",)),
    Card("Triage protocols signed by a physician", NOW, CLINICAL, "Nothing clinical is said by phone before this.", (10, 18, 30), asks=("Triage protocols signed by a physician",), flags=(Flag.POLICY,), owner=Role.OPERATIONS),
    Card("Discharge call within 48 hours", NOW, CLINICAL, "One clinic proves it before the others follow.", (12, 20, 34), asks=("Discharge call within 48 hours",), owner=Role.OPERATIONS),
    Card("One owned queue for referrals", NOW, REFERRALS, "Referrals to our employed physicians wait no longer than a day.", (25, 35, 55), asks=("One owned queue for referrals", "Referrals to employed physicians in one place"), owner=Role.OPERATIONS, cost=22_000),
    Card("Referral status told to the patient", NOW, REFERRALS, "A message when the referral arrives, and one with the date.", (8, 14, 24), asks=("Referral status told to the patient",)),
    Card("White-glove line for referring physicians", NOW, REFERRALS, "Three agents who know the offices by name; a line of its own.", (10, 16, 28), asks=("White-glove line for referring physicians",), dreams=("Every physician knows one of us by name",), owner=Role.MARKETING),
    Card("Six-week agent training", NOW, WORKFORCE, "The spring in which nineteen of thirty left shall not come again.", (18, 25, 35), asks=("Six-week agent training",), flags=(Flag.TRAINING,), owner=Role.OPERATIONS),
    Card("Marketing liaison named", NOW, WORKFORCE, "Costs three days and ends the surprises.", (2, 3, 5), asks=("Marketing liaison named",), dreams=("We hear of every letter before it is posted",), owner=Role.MARKETING),
    Card("Rules on recording and listening", NOW, WORKFORCE, "Told to everybody before the first call is recorded.", (3, 5, 9), asks=("Clear rules on recording and listening",), flags=(Flag.POLICY,)),
    Card("Read-only view of the record", NOW, TECHNOLOGY, "Agents greet people by name and stop asking for birthdays.", (20, 30, 60), asks=("Read-only view of the record",), flags=(Flag.INTEGRATION,), cost=45_000),
    Card("Call recording and quality review", NOW, TECHNOLOGY, "Coaching needs real calls.", (10, 15, 25), needs=("Rules on recording and listening",)),
    Card("Cost of each call, monthly", NOW, REPORTING, "Finance asked for it before it asked for anything else.", (5, 8, 14), asks=("Cost of each call known before opening",)),
    Card("Answered, missed, called back: every morning", NOW, REPORTING, "Clinic managers keep the ear of their patients.", (4, 6, 10)),
    Card("Hours to 24/7/365", NEXT, ACCESS, "Nights follow when the days are steady; the staff for it is not to be had this year.", (60, 90, 150), flags=(Flag.HIRING,), revisit_in=150),
    Card("Web chat", NEXT, ACCESS, "Nobody asked for it who was heard; the phones come first.", (25, 40, 70), revisit_in=240),
    Card("Date before leaving the referring office", NEXT, REFERRALS, "It needs the clinics' calendars in one place, which comes with the single sign-on.", (40, 65, 110), asks=("A date before the patient leaves the referring office",), flags=(Flag.INTEGRATION,), revisit_in=120, needs=("Single sign-on",)),
    Card("Referring physician hears the outcome", NEXT, REFERRALS, "A letter by hand until the record can send it.", (15, 28, 50), asks=("Referring physician hears the outcome",), flags=(Flag.INTEGRATION,), revisit_in=180),
    Card("Nurse triage for everybody", NEXT, CLINICAL, "After a year with three populations we know what it takes.", (80, 120, 200), flags=(Flag.HIRING,), owner=Role.OPERATIONS, revisit_in=330),
    Card("Spanish-speaking team", NEXT, WORKFORCE, "Four of the first twelve agents speak Spanish; a team of its own needs ten.", (20, 30, 55), asks=("Spanish-speaking team",), flags=(Flag.HIRING,), revisit_in=90),
    Card("Career path for agents", NEXT, WORKFORCE, "Drawn up now, begun when the first coaches are named.", (10, 18, 30), asks=("Career path for agents",), dreams=("Agents stay longer than two years",), revisit_in=180),
    Card("Single sign-on", NEXT, TECHNOLOGY, "The record's upgrade in spring binds the people who would build it.", (30, 45, 80), asks=("Single sign-on",), flags=(Flag.INTEGRATION,), revisit_in=160),
    Card("Screen that opens with the call", NEXT, TECHNOLOGY, "Needs the new exchange.", (30, 50, 90), flags=(Flag.INTEGRATION,), revisit_in=300),
    Card("Word from callers after the call", NEXT, REPORTING, "One question by key, once the numbers are steady.", (6, 10, 18), dreams=("Callers tell us when we were good",), revisit_in=200),
    Card("Surgical booking by the contact centre", DECLINED, None, "The clinic books its own theatre list and does it well; it stays there.", asks=("Keep surgical booking in the clinic",)),
    Card("Quiet room for the hard calls", TRAY, None, dreams=("A quiet room for the hard calls",)),
)  # fmt: skip

CRITERIA = (("Value for callers", 5), ("Less work for clinics", 3), ("Little risk", 2))

STATEMENT = (
    "We want to create one place that a patient, a family or a physician calls, where a person answers within a "
    "minute, knows what was said before, and stays with the matter until it is done.\n\n"
    "It begins with the clinics that call for it, and with the referrals that we lose today."
)
# How the version before had it: one element on the other side, and the statement in other words.
EARLIER = (
    "Referral status told to the patient",
    "The record cannot send it yet; we ask again when it can.",
)
EARLIER_STATEMENT = (
    "We want to create one number that a patient or a family calls, where a person answers within two minutes "
    "and knows what was said before.\n\nIt begins with the clinics that call for it."
)
CONSTRAINTS = (
    "No new exchange before next year.\nSixty posts at most in the first year.\nNo clinic loses its own line."
)
MEASURES = (
    "Four in five calls answered within 20 seconds, by the third month.\n"
    "A date within one working day for nine in ten referrals.\n"
    "Fewer than one agent in six leaves within the first year."
)
