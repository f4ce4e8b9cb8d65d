"""What a project starts to listen with: ten topics, some forty questions in two languages, three ready sets.

Data alone; `stakeholders.actions.adopt_starters` copies it into a project, where it can be changed.
"""

from stakeholders.starter.questions import QUESTIONS
from stakeholders.starter.sets import SETS
from stakeholders.starter.shapes import StarterQuestion, StarterSet
from stakeholders.starter.topics import TOPICS

__all__ = ["QUESTIONS", "SETS", "TOPICS", "StarterQuestion", "StarterSet"]
