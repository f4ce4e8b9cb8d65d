"""What publishing now would mean: what is in the version, what is missing, who would hear what.

The same reading serves the preview and, under the board's lock, the publishing itself.
"""

import copy
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from outcomes import queries as outcomes
from projects.models import Project
from stakeholders.models import Ask, Stakeholder
from vision.models import Draft, DraftNote, Element, OutcomeLine, OutcomeState, Place, Version
from vision.queries.board import blocked

# From this power on, somebody whose ask fell is talked to before they get a mail.
POWERFUL = 4
DECIDED = (Place.NOW, Place.NEXT, Place.DECLINED)


@dataclass(frozen=True)
class Line:
    """One ask in one letter: where it is, and where it was when its person was last told."""

    ask: Ask
    element: Element | None
    before: str
    before_title: str
    before_element: int | None = None

    @property
    def place(self) -> Place:
        """TRAY for what is heard and not decided."""
        return Place(self.element.place) if self.element is not None else Place.TRAY

    @property
    def is_news(self) -> bool:
        """Whether the person does not know it yet; that nothing is decided yet is no news."""
        return self.changes_place or self.changes_element

    @property
    def changes_place(self) -> bool:
        """Whether it is on another side than the person was last told."""
        return self.place != (self.before or Place.TRAY)

    @property
    def changes_element(self) -> bool:
        """Whether it is part of another element by now: by a merge, a split, or sorted anew."""
        return bool(self.before_element and self.element and self.element.pk != self.before_element)

    @property
    def fell(self) -> bool:
        """Whether it is news that this project does not do it."""
        return self.changes_place and self.place in (Place.NEXT, Place.DECLINED)


@dataclass(frozen=True)
class Letter:
    """What one person would be told."""

    stakeholder: Stakeholder
    lines: list[Line]
    note: DraftNote | None
    subject: str
    words: str
    # Whose talks come first: their own, and those of powerful people who asked for the same fallen element.
    after_talks_with: list[int] = field(default_factory=list)

    @property
    def is_powerful(self) -> bool:
        """Whether a talk comes before a bad mail."""
        return (self.stakeholder.power or 0) >= POWERFUL

    @property
    def fallen(self) -> list[Line]:
        """The asks that fell."""
        return [line for line in self.lines if line.fell]

    @property
    def needs_talk(self) -> bool:
        """Whether a talk comes first, unless the lead decided otherwise."""
        return self.is_powerful and bool(self.fallen)

    @property
    def is_overridden(self) -> bool:
        """Whether the lead lets the mail go without a talk."""
        return self.needs_talk and self.note is not None and bool(self.note.override_reason)


@dataclass(frozen=True)
class Plan:
    """A version that could be published now, and what would follow."""

    number: int
    draft: Draft
    # The whole board in its order, and of it what a version holds.
    board: list[Element]
    elements: list[Element]
    asks: list[Ask]
    letters: list[Letter]
    in_tray: int
    blocked: dict[int, str]
    previous: Version | None

    @property
    def without_reason(self) -> list[Element]:
        """Elements whose askers would read no reason."""
        return [element for element in self.elements if not element.reason]

    @property
    def conflicts(self) -> list[tuple[Element, str]]:
        """What is above the line and needs what is not."""
        return [
            (element, self.blocked[element.pk]) for element in self.elements if element.pk in self.blocked
        ]

    @property
    def unsorted_asks(self) -> list[Ask]:
        """Live asks that are part of no element."""
        return [ask for ask in self.asks if element_key(ask) is None]

    @property
    def without_revisit(self) -> list[Element]:
        """NEXT elements that nobody would look at again."""
        return [
            element for element in self.elements if element.place == Place.NEXT and element.revisit_on is None
        ]

    @property
    def talks(self) -> list[Letter]:
        """People whose asks fell and who are talked to first."""
        return [letter for letter in self.letters if letter.needs_talk and not letter.is_overridden]

    @property
    def held(self) -> list[Letter]:
        """Mails that wait for a talk."""
        return [letter for letter in self.letters if letter.after_talks_with]

    @property
    def without_address(self) -> list[Letter]:
        """People who have to be told in person."""
        return [letter for letter in self.letters if not letter.stakeholder.email]

    @property
    def at_once(self) -> list[Letter]:
        """Mails that would go when it is published."""
        return [letter for letter in self.letters if not letter.after_talks_with and letter.stakeholder.email]

    def count(self, place: str) -> int:
        """How many elements lie in a place."""
        return sum(element.place == place for element in self.elements)

    @property
    def above(self) -> int:
        """How many are above the line."""
        return self.count(Place.NOW)

    @property
    def below(self) -> int:
        """How many are below it."""
        return self.count(Place.NEXT)

    @property
    def declined(self) -> int:
        """How many were declined."""
        return self.count(Place.DECLINED)

    @property
    def seal(self) -> str:
        """What the reader of the preview saw, as a short text: it changes with anything that would go out."""
        digest = hashlib.sha256()
        draft = (self.draft.statement, self.draft.constraints, self.draft.success_measures)
        for part in (self.number, draft, self.in_tray):
            digest.update(repr(part).encode())
        for element in self.elements:
            seen = (element.pk, element.title, element.place, element.rank, element.version)
            digest.update(repr(seen).encode())
        for letter in self.letters:
            lines = [
                (line.ask.pk, line.ask.text, line.place, line.element.pk if line.element else 0, line.before)
                for line in letter.lines
            ]
            who = (letter.stakeholder.pk, letter.stakeholder.email, letter.needs_talk, letter.is_overridden)
            digest.update(repr((who, letter.subject, letter.words, letter.after_talks_with, lines)).encode())
        return digest.hexdigest()[:32]


@dataclass(frozen=True)
class Facts:
    """What is read for a plan, once for as many plans as are made of it."""

    project: Project
    draft: Draft
    notes: dict[int, DraftNote]
    previous: Version | None
    elements: list[Element]
    asks: list[Ask]
    told: dict[int, tuple[str, str, int | None]]
    blocked: dict[int, str]


def facts(project: Project) -> Facts:
    """The board, what was asked and what people know, in nine statements whatever the size."""
    draft = draft_of(project)
    asks = (
        Ask.objects.live()
        .filter(project=project, stakeholder__archived_at=None)
        # One instance for each person, not one for each of their asks; and of what it joined only the key.
        .prefetch_related("stakeholder__owner")
        .annotate(element_key=F("joined__element"))
        .order_by("pk")
    )
    return Facts(
        project=project,
        draft=draft,
        notes={note.stakeholder_id: note for note in draft.notes.all()} if draft.pk else {},
        previous=project.versions.first(),
        elements=list(project.elements.select_related("function", "owner").order_by("rank")),
        asks=list(asks),
        told=last_told(project),
        blocked=blocked(project),
    )


def plan(project: Project) -> Plan:
    """What would be published now."""
    return planned(facts(project))


def planned(read: Facts, places: Mapping[int, Place] | None = None) -> Plan:
    """What would be published of these facts.

    `places` says, by element, where some of them would be instead: what would follow if they were moved.
    """
    number = read.previous.number + 1 if read.previous else 1
    board = [_at(element, (places or {}).get(element.pk)) for element in read.elements]
    return Plan(
        number=number,
        draft=read.draft,
        board=board,
        elements=[element for element in board if element.place in DECIDED],
        asks=read.asks,
        letters=_letters(read, number, {element.pk: element for element in board}),
        in_tray=sum(element.place == Place.TRAY for element in board),
        blocked=read.blocked,
        previous=read.previous,
    )


def _at(element: Element, place: Place | None) -> Element:
    if place is None:
        return element
    moved = copy.copy(element)
    moved.place = place
    return moved


def draft_of(project: Project) -> Draft:
    """The words of the next version, stored or new; a new one begins with the constraints that hold."""
    stored = Draft.objects.filter(project=project).first()
    return stored or Draft(project=project, constraints=outcomes.in_words(project)[:4000])


def _letters(read: Facts, number: int, elements: dict[int, Element]) -> list[Letter]:
    by_person: dict[int, list[Line]] = defaultdict(list)
    people: dict[int, Stakeholder] = {}
    for ask in read.asks:
        if ask.stakeholder.voice_of_id is not None:
            # Said in an anonymous round: there is nobody to write to, and nobody to be told in person.
            continue
        key = element_key(ask)
        element = elements.get(key) if key is not None else None
        if element is not None and element.place == Place.TRAY:
            element = None
        before, before_title, before_element = read.told.get(ask.pk, ("", "", None))
        people[ask.stakeholder_id] = ask.stakeholder
        by_person[ask.stakeholder_id].append(Line(ask, element, before, before_title, before_element))
    letters = [
        _letter(read.project, number, person, by_person[pk], read.notes.get(pk))
        for pk, person in sorted(people.items(), key=lambda one: (one[1].name, one[0]))
        if any(line.is_news for line in by_person[pk])
    ]
    _let_talks_come_first(letters)
    return letters


def _letter(
    project: Project, number: int, person: Stakeholder, lines: list[Line], note: DraftNote | None
) -> Letter:
    # A first letter says everything of theirs; a later one what changed for them.
    first = not any(line.before for line in lines)
    shown = [line for line in lines if line.is_news or (first and not line.before)]
    with translation.override(person.language):
        subject, words = usual_subject(project), usual_words(project, number, person, first=first)
    return Letter(
        stakeholder=person,
        lines=shown,
        note=note,
        subject=(note.subject if note else "") or subject,
        words=(note.words if note else "") or words,
    )


def usual_subject(project: Project) -> str:
    """What stands in the list of mails."""
    return _("What became of what you asked: %(project)s") % {"project": project.name}


def usual_words(project: Project, number: int, person: Stakeholder, *, first: bool) -> str:
    """How an outcome mail begins when the lead writes nothing else."""
    asked = {"name": person.first_name, "project": project.name, "number": number}
    if first:
        return (
            _(
                "Dear %(name)s,\n\nyou told us what you need from %(project)s. Version %(number)d of our "
                "plan is published, and this is what became of what you asked."
            )
            % asked
        )
    return (
        _(
            "Dear %(name)s,\n\nversion %(number)d of the plan for %(project)s is published. "
            "This is what changed for what you asked."
        )
        % asked
    )


def _let_talks_come_first(letters: list[Letter]) -> None:
    """Nobody learns from somebody else's mail what a powerful person has not been told yet."""
    waiting: dict[int, list[int]] = defaultdict(list)
    for letter in letters:
        if letter.needs_talk and not letter.is_overridden:
            for line in letter.fallen:
                if line.element is not None and letter.stakeholder.pk not in waiting[line.element.pk]:
                    waiting[line.element.pk].append(letter.stakeholder.pk)
    for letter in letters:
        first = {
            pk for line in letter.lines if line.element is not None for pk in waiting.get(line.element.pk, [])
        }
        if not letter.is_overridden:
            letter.after_talks_with.extend(sorted(first))


def last_told(project: Project) -> dict[int, tuple[str, str, int | None]]:
    """By ask: the place, and the element with its title, that its person was last told."""
    rows = (
        OutcomeLine.objects.filter(outcome__version__project=project, outcome__state=OutcomeState.SENT)
        .order_by("ask", "-outcome__version__number")
        .distinct("ask")
        .values_list("ask", "place", "title", "element")
    )
    return {ask: (place, title, element) for ask, place, title, element in rows}


def element_key(ask: Ask) -> int | None:
    """The element that an ask of a plan joined; None while it is not sorted."""
    key: int | None = ask.element_key  # type: ignore[attr-defined]
    return key
