"""What allauth asks of us: mails by the outbox, who may sign up, secrets that no database dump tells."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest

from callcenter_planner import mail
from mailroom.public import address_of
from projects.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An account comes by invitation, by the first lead's command, or by the hospital's own sign-in."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address that personal links are counted by; never an error."""
        return address_of(request)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """allauth made a key of its own for `context`; it is not used, so that none is ever stored."""
        mail.new_password(user)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """The address is confirmed by a personal link of ours in place of allauth's."""
        mail.confirm_address(emailconfirmation.email_address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """All other mails of allauth are notices."""
        address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
        user = context.get("user") or (address.user if address else None)
        mail.notice(template_prefix, email=email, user=user, when=context.get("timestamp"))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts by the organisation's own sign-in (OpenID Connect)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever the organisation lets in gets an account; what they see is said by their roles alone."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """The name as the organisation has it."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name") or "", data.get("last_name") or ""]
        user.name = (data.get("name") or " ".join(parts)).strip()[:120]
        return user


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, whose secrets are kept under the secret key: a database dump gives no codes."""

    def encrypt(self, text: str) -> str:
        """What is stored for a secret."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret behind what is stored; keys that were replaced still open theirs."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"planner second factor " + key.encode()).digest())
