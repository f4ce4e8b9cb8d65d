"""Three sets that can be sent as they are."""

from stakeholders.starter.shapes import StarterSet

SETS: tuple[StarterSet, ...] = (
    StarterSet(
        key="executive-30",
        name="Executive, 30 minutes",
        about="For the people who decide on money and direction. Begins with what they want and ends with "
        "what could stop it.",
        minutes=30,
        questions=(
            "outcomes-create",
            "requirements-must",
            "metrics-year",
            "priorities-first",
            "priorities-not",
            "past-stalled",
            "politics-lose",
            "collaboration-who",
            "barriers-stop",
            "outcomes-confidence",
        ),
    ),
    StarterSet(
        key="physician-15",
        name="Physician, 15 minutes",
        about="For physicians and practice leaders: what reaches them by phone, what should, what must not.",
        minutes=15,
        questions=(
            "outcomes-create",
            "workflow-today",
            "workflow-never",
            "requirements-clinical",
            "stories-lost",
            "collaboration-trust",
        ),
    ),
    StarterSet(
        key="front-line",
        name="Front-line survey",
        about="For agents, schedulers, nurses and clinic staff. Short, with room for a story.",
        minutes=10,
        questions=(
            "workflow-reasons",
            "workflow-repeat",
            "workflow-handover",
            "stories-good",
            "priorities-one",
            "barriers-tools",
            "metrics-fair",
            "outcomes-recommend",
        ),
    ),
)
