"""What some of them said in the round that is finished, and what was lifted out of it."""

TITLE = "What should we create?"
INTRO = (
    "For too long a call to us has been a matter of luck. We want to plan the contact centre with the people "
    "it depends on, before anything is bought. Please be frank: what you write is read by the project's lead, and "
    "you will hear what became of it."
)

# The questions of the round, by their key in the starter bank.
QUESTIONS = (
    "outcomes-create",
    "workflow-today",
    "past-stalled",
    "priorities-first",
    "priorities-not",
    "politics-lose",
    "outcomes-confidence",
)

# name -> {key of the question: what they said}; a number for the scale.
SAID: dict[str, dict[str, str | int]] = {
    "Helen Marsh": {
        "outcomes-create": "One number for all clinics, and a person who picks up before the fourth ring. I want to stop hearing from the board that their neighbour gave up after ten minutes of music.",
        "priorities-first": "Referrals to our employed physicians. Every referral that waits until Monday is a patient who goes to the other side of the river.",
        "priorities-not": "Hours to 24/7/365 can follow. Weekdays from seven to seven would already be twice of what we have.",
        "politics-lose": "The clinics that book for themselves. They are proud of it, and they should keep what works.",
        "outcomes-confidence": 7,
    },
    "Robert Achebe": {
        "outcomes-create": "A service whose cost per call I know before it opens, not a year later.",
        "past-stalled": "In 2019 we bought the software first and asked for the staff afterwards. Show me the whole sum at the start, with the people in it.",
        "priorities-not": "Anything that needs a new system. Let us see whether calls are answered before we integrate anything.",
        "outcomes-confidence": 4,
    },
    "Dr Miriam Stein": {
        "outcomes-create": "Nurse triage for chosen populations: heart failure, anticoagulation, the newborns. Not for everybody on the first day.",
        "workflow-today": "A patient with chest pain calls the clinic, hears a recording, calls the switchboard, is told to call the clinic. Twice last winter I was the person who was called in the end.",
        "politics-lose": "Some of my colleagues will feel watched. Tell them early what is recorded and who listens.",
        "outcomes-confidence": 7,
    },
    "Carol Whitfield": {
        "outcomes-create": "A nurse line with nurses who are not also on the ward. Write the protocols with us and we will find the nurses.",
        "past-stalled": "The nurse line of 2020 ran on volunteers between shifts. When the wards filled up, nobody answered, and nobody had said who decides.",
        "priorities-first": "Written triage protocols that a physician has signed.",
        "outcomes-confidence": 8,
    },
    "Anders Lindqvist": {
        "outcomes-create": "Read access to the record for the agents, so that nobody asks a patient for her birthday four times. Single sign-on with it, or the screens will be full of passwords on paper.",
        "priorities-not": "A screen that opens by itself when the phone rings. That needs the new exchange, and the new exchange is next year.",
        "politics-lose": "My team, if this comes on top of the record upgrade in spring. Give us the dates.",
        "outcomes-confidence": 5,
    },
    "Dr Ngozi Okafor": {
        "outcomes-create": "When a family doctor refers to us, the patient should have a date before she leaves that doctor's office. And the doctor should hear what became of it.",
        "workflow-today": "The referral comes by fax. Somebody types it into a list. Somebody else calls the patient, mostly at work, and leaves a message. The patient calls back and reaches a third person who has never seen the list.",
        "past-stalled": "In 2021 we moved the referral desk into the clinics. Nobody owned the queue after five o'clock, so faxes waited until the next morning and patients rang three numbers.",
        "priorities-first": "One queue for referrals that somebody owns until the patient has a date.",
        "outcomes-confidence": 6,
    },
    "Dr Paul Brandt": {
        "outcomes-create": "Leave the booking of operations with the people who know the theatre list. Take the calls about directions, parking and forms; nobody here will miss those.",
        "politics-lose": "My two schedulers, who know every surgeon's habits. If they are moved to a hall on the other side of town I am against it.",
        "outcomes-confidence": 2,
    },
    "Dr Lucía Ferrer": {
        "outcomes-create": "Spanish from the first sentence, not after a menu. A third of my patients hang up when they hear English only.",
        "workflow-today": "After five the clinic line goes to a machine. On Monday we have forty messages, and ten of them should have been seen on Saturday.",
        "priorities-first": "The after-hours clinic lines. A person at night and on Sunday, even if she can only book and call the doctor on duty.",
        "outcomes-confidence": 8,
    },
    "Joan Pruitt": {
        "outcomes-create": "One hall, one list, one way to say good morning. And white-glove service for the physicians who send us patients: a line of their own with somebody who knows them by name.",
        "workflow-today": "Three switchboards, three sets of opening hours, and a binder. The binder is from 2016.",
        "past-stalled": "Every time we centralised, the difficult calls stayed with the clinics and the easy ones came to us. Then the clinics said that we only do the easy ones.",
        "priorities-first": "Six weeks of training before anybody takes a call alone.",
        "outcomes-confidence": 9,
    },
    "Terrence Hill": {
        "outcomes-create": "Somebody I can call before we mail. Twice the phones broke down under a letter of ours, and we heard it from the newspaper.",
        "priorities-first": "A marketing liaison by name, with a calendar that both sides look at.",
        "outcomes-confidence": 7,
    },
    "Grace Liu": {
        "outcomes-create": "Jobs that people want to keep: a path from agent to coach to team lead, and shifts that are known a month ahead.",
        "past-stalled": "We hired thirty people in one spring and trained them in a week. By the autumn nineteen had left.",
        "priorities-not": "Working from home. I would like it, but only when the training is steady.",
        "outcomes-confidence": 6,
    },
    "Simone Baptiste": {
        "outcomes-create": "Proof, in one clinic, before you come for the other twenty-one.",
        "priorities-first": "Discharge calls within two days. We know that they keep people out of hospital, and nobody has the time.",
        "politics-lose": "Clinic managers lose the ear of their patients. Give them the reports every morning, and they will forgive you.",
        "outcomes-confidence": 4,
    },
    "Alisha Grant": {
        "outcomes-create": "That I can see where every referral is without walking to the fax.",
        "workflow-today": "I have a spreadsheet with colours. Red is older than three days. It is mostly red.",
        "priorities-first": "Tell the patient the status of the referral before they have to ask.",
        "outcomes-confidence": 8,
    },
    "Frank Dubois": {
        "outcomes-create": "That I am called back when somebody promised to call me back.",
        "workflow-today": "You ring, you explain, you are passed on, you explain again. My wife keeps a notebook of the names.",
        "priorities-first": "Do not make people tell their story twice.",
        "outcomes-confidence": 6,
    },
}  # fmt: skip

# (name, key of the question, the words that were lifted out, the ask in the team's words)
ASKS: tuple[tuple[str, str, str, str], ...] = (
    ("Helen Marsh", "outcomes-create", "One number for all clinics", "One number for all clinics"),
    ("Helen Marsh", "priorities-first", "Referrals to our employed physicians", "Referrals to employed physicians in one place"),
    ("Helen Marsh", "priorities-not", "Weekdays from seven to seven", "Open 7–19 on weekdays"),
    ("Robert Achebe", "outcomes-create", "cost per call I know before it opens", "Cost of each call known before opening"),
    ("Dr Miriam Stein", "outcomes-create", "Nurse triage for chosen populations", "Nurse triage for chosen populations"),
    ("Dr Miriam Stein", "politics-lose", "Tell them early what is recorded and who listens", "Clear rules on recording and listening"),
    ("Carol Whitfield", "outcomes-create", "nurses who are not also on the ward", "Nurse line with nurses of its own"),
    ("Carol Whitfield", "priorities-first", "Written triage protocols that a physician has signed", "Triage protocols signed by a physician"),
    ("Anders Lindqvist", "outcomes-create", "Read access to the record for the agents", "Read-only view of the record"),
    ("Anders Lindqvist", "outcomes-create", "Single sign-on with it", "Single sign-on"),
    ("Dr Ngozi Okafor", "outcomes-create", "the patient should have a date before she leaves that doctor's office", "A date before the patient leaves the referring office"),
    ("Dr Ngozi Okafor", "outcomes-create", "the doctor should hear what became of it", "Referring physician hears the outcome"),
    ("Dr Ngozi Okafor", "priorities-first", "One queue for referrals that somebody owns", "One owned queue for referrals"),
    ("Dr Paul Brandt", "outcomes-create", "Leave the booking of operations with the people who know the theatre list", "Keep surgical booking in the clinic"),
    ("Dr Lucía Ferrer", "outcomes-create", "Spanish from the first sentence", "Spanish-speaking team"),
    ("Dr Lucía Ferrer", "priorities-first", "The after-hours clinic lines", "After-hours clinic lines"),
    ("Joan Pruitt", "outcomes-create", "white-glove service for the physicians who send us patients", "White-glove line for referring physicians"),
    ("Joan Pruitt", "priorities-first", "Six weeks of training before anybody takes a call alone", "Six-week agent training"),
    ("Terrence Hill", "priorities-first", "A marketing liaison by name", "Marketing liaison named"),
    ("Grace Liu", "outcomes-create", "a path from agent to coach to team lead", "Career path for agents"),
    ("Simone Baptiste", "priorities-first", "Discharge calls within two days", "Discharge call within 48 hours"),
    ("Alisha Grant", "priorities-first", "Tell the patient the status of the referral before they have to ask", "Referral status told to the patient"),
    ("Frank Dubois", "priorities-first", "Do not make people tell their story twice", "Nobody tells their story twice"),
)  # fmt: skip

# Read for asks already; the rest of the answers still wait on the desk.
UNREAD = {"Grace Liu", "Simone Baptiste", "Alisha Grant"}

OPEN_TITLE = "Front-line survey"
OPEN_SAID: dict[str, dict[str, str | int]] = {
    "Maria Santos": {
        "workflow-reasons": "To change a date. To ask whether the referral has arrived. And because nobody called back.",
        "workflow-repeat": "I type the same insurance number into three screens.",
        "stories-good": "A man was lost in the car park with his mother. I stayed on the line until they stood at the desk. He wrote a card.",
        "outcomes-recommend": 5,
    },
    "Aisha Rahman": {
        "workflow-reasons": "Fever at night, and whether to come in.",
        "workflow-handover": "I stay on the line until the clinic answers. If it does not, I promise to call back and write it on my hand.",
        "priorities-one": "One list of who is on duty tonight. Today it is four lists.",
        "outcomes-recommend": 6,
    },
    "Elena Petrova": {
        "workflow-repeat": "I call family doctors to read their own handwriting to me.",
        "barriers-tools": "The fax server. It prints at ten to five whatever came at noon.",
        "outcomes-recommend": 4,
    },
}  # fmt: skip
OPEN_STARTED: dict[str, dict[str, str | int]] = {"Cole Hendricks": {"workflow-reasons": "Results, mostly."}}
