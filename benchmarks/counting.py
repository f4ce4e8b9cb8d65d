"""Middleware of the benchmark alone: says in a header how many statements a request took, when asked."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

ASK, TOLD = "X-Count-Statements", "X-Statements"


def count_statements(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Costs one look into the headers where nobody asks."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if ASK not in request.headers:
            return get_response(request)
        counted = []

        def count(execute: Any, sql: str, *rest: Any) -> Any:
            counted.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response[TOLD] = str(len(counted))
        return response

    return middleware
