"""For those who watch over the application: is it alive, is it ready?"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mailroom import health


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process lives and the database answers; a restart may help when it is not."""
    return _answer([health.database()])


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything that the application needs is there and mail flows."""
    return _answer(health.parts())


def _answer(parts: list[health.Part]) -> JsonResponse:
    well = all(part.well for part in parts)
    says = {part.name: {"well": part.well, "says": part.says} for part in parts}
    return JsonResponse({"well": well, "parts": says}, status=200 if well else 503)
