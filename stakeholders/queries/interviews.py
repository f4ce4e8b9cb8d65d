"""Interviews in person as their list, their page and their running page show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from projects import listing
from projects.models import Project, User
from stakeholders.models import (
    Answer,
    AnswerText,
    Conversation,
    FollowUp,
    Interview,
    RoundItem,
    Stakeholder,
    Status,
    Way,
)
from stakeholders.queries.personal import Asked

OVERDUE = "overdue"


@dataclass(frozen=True)
class InterviewFilters:
    """How the list is narrowed; what is unknown is as if it were not there."""

    text: str = ""
    status: str = ""
    way: str = ""
    interviewer: int = 0
    follow: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "InterviewFilters":
        """The filters in a query string."""

        def one(name: str) -> str:
            return asked.get(name, "").replace("\x00", "").strip()[:200]

        who = one("interviewer")
        return cls(
            text=one("q"),
            status=one("status") if one("status") in {*Status.values, OVERDUE} else "",
            way=one("way") if one("way") in {Way.INDIVIDUAL, Way.GROUP} else "",
            interviewer=int(who) if who.isascii() and who.isdecimal() and len(who) < 19 else 0,
            follow=one("follow") == "1",
        )

    @property
    def any(self) -> bool:
        """Whether the list is narrowed at all."""
        return self != InterviewFilters()


def _with_somebody_named(word: str) -> Q:
    return Q(round__in=Interview.objects.filter(stakeholder__name__icontains=word).values("round"))


def conversations(
    project: Project, filters: InterviewFilters | None = None
) -> QuerySet[Conversation, Conversation]:
    """The project's interviews in person that the filters let through, each with its people.

    Each has `open_follow_ups`, the number of things to be taken up again.
    """
    filters = filters or InterviewFilters()
    found = Conversation.objects.filter(round__project=project)
    found = listing.with_words(
        found, filters.text, "place", "interviewer__name", "round__intro", also=_with_somebody_named
    )
    if filters.status == OVERDUE:
        found = found.filter(status=Status.PLANNED, round__deadline__lt=timezone.now())
    elif filters.status:
        found = found.filter(status=filters.status)
    if filters.way:
        found = found.filter(round__way=filters.way)
    if filters.interviewer:
        found = found.filter(interviewer_id=filters.interviewer)
    found = found.annotate(
        open_follow_ups=Count(
            "round__interviews__follow_ups", filter=Q(round__interviews__follow_ups__done_at=None)
        )
    )
    if filters.follow:
        found = found.filter(open_follow_ups__gt=0)
    people = Interview.objects.select_related("stakeholder").order_by("stakeholder__name", "pk")
    return found.select_related("round__question_set", "interviewer").prefetch_related(
        Prefetch("round__interviews", people, "people")
    )


@dataclass(frozen=True)
class Tallied:
    """How many interviews are planned, held, and without word of what became of them."""

    planned: int
    held: int
    overdue: int
    all: int


def tallied(project: Project) -> Tallied:
    """The project's interviews counted; one query."""
    counts = Conversation.objects.filter(round__project=project).aggregate(
        planned=Count("pk", filter=Q(status=Status.PLANNED)),
        held=Count("pk", filter=Q(status=Status.HELD)),
        overdue=Count("pk", filter=Q(status=Status.PLANNED, round__deadline__lt=timezone.now())),
        all=Count("pk"),
    )
    return Tallied(**counts)


def interviewers_of(project: Project) -> list[User]:
    """Members who have or had an interview."""
    return list(
        User.objects.filter(
            pk__in=Conversation.objects.filter(round__project=project).order_by().values("interviewer")
        ).order_by("name", "email")
    )


def found_people(project: Project, text: str, *, beside: list[int], limit: int = 30) -> list[Stakeholder]:
    """Whom a search for somebody to talk with finds, most powerful first, without those `beside`."""
    people = project.stakeholders.live().exclude(pk__in=beside)
    if text:
        people = people.matching(text)
    return list(people.order_by(F("power").desc(nulls_last=True), "name", "pk")[:limit])


@dataclass(frozen=True)
class Spoken(Asked):
    """One question to one person in a conversation: `key` makes the names of its fields."""

    interview: Interview | None = None
    follow_up: FollowUp | None = None

    @property
    def key(self) -> str:
        """“12-34”: the person's part, and the wording."""
        return f"{self.interview.pk if self.interview else 0}-{self.wording.pk}"

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"a{self.key}"

    @property
    def remark(self) -> str:
        """What was said beside a choice; to a written question, all of it."""
        if self.typed is not None:
            return self.typed
        return remark_of(self.answer, is_written=self.is_written) if self.answer else ""


def remark_of(answer: Answer, *, is_written: bool) -> str:
    """The words beside what was chosen. A note to a choice is “7/10”; its second line begins the words."""
    if is_written or answer.value is None:
        return answer.text
    return answer.text.partition("\n")[2]


@dataclass(frozen=True)
class Turn:
    """One question of a conversation, and what each person said to it."""

    number: int
    of: list[Spoken]

    @property
    def first(self) -> Spoken:
        """Any of them: for what all have in common."""
        return self.of[0]


def turns(conversation: Conversation) -> list[Turn]:
    """The questions with everybody's answers; five queries whatever the number of people."""
    people = list(
        conversation.round.interviews.select_related("stakeholder").order_by("stakeholder__name", "pk")
    )
    answers = {
        (one.interview_id, one.wording_id): one
        for one in Answer.objects.filter(interview__round=conversation.round).prefetch_related("texts")
    }
    marks = {
        (one.interview_id, one.wording_id): one
        for one in FollowUp.objects.filter(interview__round=conversation.round)
    }
    items = list(conversation.round.items.select_related("wording__question__topic", "after"))
    numbers: dict[int | None, int] = {item.wording_id: at for at, item in enumerate(items, 1)}
    return [
        Turn(
            number,
            [
                _spoken(number, item, one, answers.get((one.pk, item.wording_id)), marks, numbers)
                for one in people
            ],
        )
        for number, item in enumerate(items, 1)
    ]


def _spoken(
    number: int,
    item: RoundItem,
    interview: Interview,
    answer: Answer | None,
    marks: Mapping[tuple[int, int], FollowUp],
    numbers: Mapping[int | None, int],
) -> Spoken:
    texts = list(answer.texts.all()) if answer else []
    return Spoken(
        number=number,
        item=item,
        answer=answer,
        after_number=numbers.get(item.after_id, 0),
        beside=[one for one in texts if one.kind == AnswerText.Kind.BESIDE],
        late=[one for one in texts if one.kind == AnswerText.Kind.LATE],
        interview=interview,
        follow_up=marks.get((interview.pk, item.wording_id)),
    )


def follow_ups(conversation: Conversation) -> list[FollowUp]:
    """What was marked to be taken up again, each with `said`; two queries."""
    marked = list(
        FollowUp.objects.filter(interview__round=conversation.round)
        .select_related("interview__stakeholder", "wording", "done_by")
        .order_by("done_at", "created_at", "pk")
    )
    said = {
        (one.interview_id, one.wording_id): one.text
        for one in Answer.objects.filter(interview__round=conversation.round)
    }
    for one in marked:
        one.said = said.get((one.interview_id, one.wording_id), "")  # type: ignore[attr-defined]
    return marked
