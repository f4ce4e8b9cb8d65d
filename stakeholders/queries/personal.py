"""What a person's page shows: their rounds, and one of them with its questions and what they answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from stakeholders.models import (
    Answer,
    AnswerText,
    Interview,
    Kind,
    QuestionWording,
    RoundItem,
    Stakeholder,
    State,
    Way,
)
from stakeholders.models.condition import answers_to, is_met


@dataclass(frozen=True)
class Option:
    """One thing to choose; `place` is its rank, where things are ranked."""

    value: str
    label: str
    chosen: bool = False
    place: int | None = None


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it, with what was answered so far."""

    number: int
    item: RoundItem
    answer: Answer | None
    beside: Sequence[AnswerText] = ()
    late: Sequence[AnswerText] = ()
    error: str = ""
    # What was typed and could not be saved; shown in place of the answer, so that it is not lost.
    typed: str | None = None
    # The number of the question whose answer decides whether this one is asked.
    after_number: int = 0
    # Nothing calls for it, and nothing was answered to it.
    is_unmet: bool = False

    @property
    def wording(self) -> QuestionWording:
        """The wording that was sent."""
        return self.item.wording

    @property
    def shown(self) -> dict[str, Any]:
        """Text, help and options in the language of the page."""
        return self.wording.shown

    @property
    def topic(self) -> str:
        """The topic's name; those that every project starts with are known in each language."""
        return gettext(self.wording.question.topic.name)

    @property
    def kind(self) -> str:
        """How it is answered."""
        return self.wording.kind

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"a{self.wording.pk}"

    @property
    def text(self) -> str:
        """What stands in the field."""
        if self.typed is not None:
            return self.typed
        return self.answer.text if self.answer else ""

    @property
    def version(self) -> int:
        """What the page was made from."""
        return self.answer.version if self.answer else 0

    @property
    def is_answered(self) -> bool:
        """Whether it says something."""
        return bool(self.answer and self.answer.text)

    @property
    def when(self) -> str:
        """The answers that call for it, as the page sends them."""
        return " ".join(sent for sent, _label in self._calling)

    @property
    def only_if(self) -> str:
        """When it is asked, in a sentence; "" when it always is."""
        if not self._calling:
            return ""
        answers = ", ".join(label for _sent, label in self._calling)
        shape = gettext("Only if question %(number)d is answered with: %(answers)s.")
        return shape % {"number": self.after_number, "answers": answers}

    @property
    def _calling(self) -> list[tuple[str, str]]:
        after = self.item.after
        if after is None:
            return []
        known = answers_to(after.kind, after.shown["options"])
        return [(sent, label) for sent, value, label in known if value in self.item.when]

    @property
    def is_written(self) -> bool:
        """Whether it is answered in words of one's own, so that two texts can be joined."""
        return self.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT)

    @property
    def options(self) -> list[Option]:
        """What can be chosen, and what is."""
        value = self.answer.value if self.answer else None
        if self.kind == Kind.SCALE:
            return [Option(str(number), str(number), value == number) for number in range(11)]
        if self.kind == Kind.RANK:
            places = dict(value or [])
            return [
                Option(str(index), label, place=places.get(index))
                for index, label in enumerate(self.shown["options"])
            ]
        chosen = value if isinstance(value, list) else [value]
        return [
            Option(str(index), label, index in chosen) for index, label in enumerate(self.shown["options"])
        ]

    @property
    def places(self) -> range:
        """The places that can be given."""
        return range(1, len(self.shown["options"]) + 1)

    @property
    def yes(self) -> bool:
        """Whether “yes” is chosen."""
        return bool(self.answer and self.answer.value is True)

    @property
    def no(self) -> bool:
        """Whether “no” is chosen."""
        return bool(self.answer and self.answer.value is False)


@dataclass(frozen=True)
class Page:
    """A person's interviews, and the one that is open on the page."""

    interviews: list[Interview]
    interview: Interview | None
    asked: list[Asked] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """How many questions are answered."""
        return sum(one.is_answered for one in self.asked)

    @property
    def says_something(self) -> bool:
        """Whether any text of theirs is kept with this interview."""
        return any(one.is_answered or one.beside or one.late for one in self.asked)

    @property
    def was_heard(self) -> bool:
        """Whether anything of theirs can have become something: here, or in another of their rounds."""
        return self.says_something or any(one.submitted_at for one in self.interviews)

    @property
    def total(self) -> int:
        """How many questions are asked, given what was answered so far."""
        return sum(not one.is_unmet for one in self.asked)


def page_of(stakeholder_pk: int, *, interview_pk: int = 0) -> Page:
    """The person's page; four queries. Without a wish it opens what waits for an answer, newest first."""
    interviews = list(_interviews(stakeholder_pk).select_related("round__project", "round__sent_by"))
    interview = _chosen(interviews, interview_pk)
    if interview is None:
        return Page(interviews, None)
    return Page(interviews, interview, asked_in(interview))


def interview_of(stakeholder_pk: int, *, interview_pk: int = 0) -> Interview | None:
    """The interview that the person's page would open; one query."""
    return _chosen(list(_interviews(stakeholder_pk)), interview_pk)


def wording_in(interview: Interview, wording_pk: int) -> QuestionWording | None:
    """A wording, if the interview asks it; one query."""
    item = interview.round.items.select_related("wording").filter(wording_id=wording_pk).first()
    return item.wording if item else None


def answered_in(interview: Interview) -> tuple[int, int]:
    """How many questions are answered, of how many; two small queries, cheaper than one that joins."""
    said = dict(interview.answers.exclude(text="").values_list("wording", "value"))
    asked = interview.round.items.order_by().values_list("wording", "after", "when")
    called = [
        wording
        for wording, after, when in asked
        if after is None or wording in said or (after in said and is_met(when, said[after]))
    ]
    return len(said.keys() & set(called)), len(called)


def asked_in(interview: Interview) -> list[Asked]:
    """The questions of the interview in order, with the answers; three queries."""
    items = list(interview.round.items.select_related("wording__question__topic", "after"))
    answers = {answer.wording_id: answer for answer in interview.answers.prefetch_related("texts")}
    numbers: dict[int | None, int] = {item.wording_id: at for at, item in enumerate(items, 1)}
    return [_asked(number, item, answers, numbers) for number, item in enumerate(items, 1)]


def _asked(
    number: int, item: RoundItem, answers: Mapping[int, Answer], numbers: Mapping[int | None, int]
) -> Asked:
    answer = answers.get(item.wording_id)
    texts = list(answer.texts.all()) if answer else []
    return Asked(
        number=number,
        item=item,
        answer=answer,
        after_number=numbers.get(item.after_id, 0),
        is_unmet=not (answer and (answer.text or texts)) and not is_called_for(item, answers),
        beside=[one for one in texts if one.kind == AnswerText.Kind.BESIDE],
        late=[one for one in texts if one.kind == AnswerText.Kind.LATE],
    )


def is_called_for(item: RoundItem, answers: Mapping[int, Answer]) -> bool:
    """Whether what was answered so far calls for this question."""
    if item.after_id is None:
        return True
    before = answers.get(item.after_id)
    return before is not None and before.text != "" and is_met(item.when, before.value)


def _interviews(stakeholder_pk: int) -> QuerySet[Interview]:
    """The interviews of the person, or of the one that they became part of: an old link stays good."""
    became = Stakeholder.objects.filter(pk=stakeholder_pk).values("merged_into")
    return (
        Interview.objects.asked()
        .filter(stakeholder_id=Coalesce(Subquery(became), stakeholder_pk), round__way=Way.EMAILED)
        .select_related("round", "stakeholder")
        .order_by("-round__sent_at", "-pk")
    )


def _chosen(interviews: list[Interview], pk: int) -> Interview | None:
    wished = next((one for one in interviews if one.pk == pk), None)
    waiting = (one for one in interviews if one.round.is_open and one.state in (State.INVITED, State.STARTED))
    still_open = (one for one in interviews if one.round.is_open)
    return wished or next(waiting, None) or next(still_open, None) or next(iter(interviews), None)
