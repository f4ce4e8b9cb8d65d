"""What is raised when two people save the same thing."""

from typing import Generic, TypeVar

from django.db import models

Stored = TypeVar("Stored", bound=models.Model)


class NotPossible(Exception):
    """Things are not in a state for this; the text says why."""


class ChangedMeanwhile(Exception, Generic[Stored]):
    """Somebody else saved since the form was opened; `stored` is how it stands now, the text a sentence."""

    def __init__(self, stored: Stored, sentence: str) -> None:
        self.stored = stored
        super().__init__(sentence)
