"""`manage.py lead EMAIL`: the first account, or one more for somebody whom nobody can invite."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from callcenter_planner import actions, mail
from projects.models import User


class Command(BaseCommand):
    """Makes an account and mails its owner a link to choose a password."""

    help = "Makes an account that can make projects, and mails a link to choose its password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("--name", default="", help="the person's name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        address = email.strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            user = actions.make_lead(email=address, name=name)
        else:
            mail.new_password(user)
        self.stdout.write(f"A link to choose a password is on its way to {user.email}.")
