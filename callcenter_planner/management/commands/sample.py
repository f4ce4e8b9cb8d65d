"""`manage.py sample`: a project that is complete enough to explore every page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from callcenter_planner import sample


class Command(BaseCommand):
    """Makes the sample project with its people."""

    help = "Makes the sample project and the people who sign in to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="make another one beside the one there is")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        try:
            project = sample.load(again=again)
        except sample.Exists as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The sample project “{project}” is at /p/{project.slug}/.")
        for person in sample.PEOPLE:
            self.stdout.write(f"  {person.email}  {sample.PASSWORD}  ({person.role})")
