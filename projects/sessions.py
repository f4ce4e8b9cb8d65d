"""Sessions in the database, as Django keeps them; the look-up in front of every request is prepared."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from projects.prepared import Blank, Prepared

_live: Prepared[Session] = Prepared(
    lambda: Session.objects.filter(
        session_key=Blank("key", CharField()), expire_date__gt=Blank("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """One person's session."""

    def _get_session_from_db(self) -> Session | None:
        found = _live(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]
