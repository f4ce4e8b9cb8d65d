"""Two devices that type at the same moment, many times over: no device's last words are lost."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from projects.models import Project
from stakeholders import actions
from stakeholders.actions import Standing
from stakeholders.models import Answer, AnswerText, Interview, QuestionWording
from tests.projects.factories import make_project
from tests.stakeholders import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

SAVES = 60


class Device:
    """Types into random questions, each time over the version it last saw or over an older one."""

    def __init__(self, name: str, interview: Interview, wordings: list[QuestionWording]) -> None:
        self.name, self.interview, self.wordings = name, interview, wordings
        self.last: dict[int, str] = {}
        self.saved: dict[int, int] = {wording.pk: 0 for wording in wordings}

    def type(self, start: threading.Barrier) -> None:
        chance = random.Random(self.name)
        seen = {wording.pk: 0 for wording in self.wordings}
        start.wait()
        try:
            for number in range(SAVES):
                wording = chance.choice(self.wordings)
                text = f"{self.name} {number}"
                outcome = actions.save_answer(
                    interview=self.interview,
                    wording=wording,
                    text=text,
                    version=seen[wording.pk],
                    device=self.name,
                )
                self.last[wording.pk] = text
                if outcome.standing is Standing.SAVED:
                    self.saved[wording.pk] += 1
                if chance.random() < 0.7:
                    seen[wording.pk] = outcome.answer.version
        finally:
            connection.close()


def test_no_last_words_of_any_device_are_lost_however_the_saves_fall():
    project: Project = make_project("Riverbend")
    interview = make.make_interview(project)
    wordings = [item.wording for item in interview.round.items.select_related("wording")]
    devices = [Device(name, interview, wordings) for name in ("phone", "desk", "ward")]
    start = threading.Barrier(len(devices))
    with ThreadPoolExecutor(len(devices)) as pool:
        for typing in [pool.submit(device.type, start) for device in devices]:
            typing.result()
    for wording in wordings:
        answer = Answer.objects.get(interview=interview, wording=wording)
        kept = {answer.text, *AnswerText.objects.filter(answer=answer).values_list("text", flat=True)}
        lost = [device.last[wording.pk] for device in devices if device.last.get(wording.pk) not in kept]
        assert lost == []
        # Each save that was taken counts once, so no two were written over each other unseen.
        assert answer.version == sum(device.saved[wording.pk] for device in devices)
    assert Answer.objects.filter(interview=interview).count() == len(wordings)
