"""Reads whose SQL is made once in each process.

Django words a query anew each time it is asked. For the look-ups in front of every page, and for those of a
move on the board, that takes several times as long as PostgreSQL takes to answer. Here a query is worded when
it is asked first; what differs from one time to the next is left blank in it. A query whose words depend on
anything but its blanks, such as the time zone in force, does not belong here.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)


class Blank(Expression):
    """A value that is told when the query is asked, under its name."""

    def __init__(self, name: str, kind: Field) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple["Blank"]]:  # type: ignore[override]
        """Stands among the parameters for itself."""
        return "%s", (self,)


class Prepared(Generic[Row]):
    """A query for rows of one model, and of those it selects with them (`select_related`).

    `query` gives the query set, with a `Blank` for each value that is not always the same.
    """

    def __init__(self, query: Callable[[], QuerySet[Row]]) -> None:
        self._query = query

    def __call__(self, **values: Any) -> list[Row]:
        """The rows, in one statement. Each blank is given by its name; a foreign key as the key itself."""
        with connection.cursor() as cursor:
            cursor.execute(
                self._said.sql,
                [values[one.name] if isinstance(one, Blank) else one for one in self._said.parameters],
            )
            return self._said.made(cursor.fetchall())

    @cached_property
    def _said(self) -> "_Said":
        return _Said(self._query())


class _Said:
    """What a query set knows once it was worded, kept as its own iteration over rows would use it."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        compiler: Any = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.parameters = compiler.as_sql()
        told = compiler.klass_info
        columns = [column for column, _sql, _alias in compiler.select]
        self._model = told["model"]
        self._own = slice(told["select_fields"][0], told["select_fields"][-1] + 1)
        self._names = [column.target.attname for column in columns[self._own]]
        # The stubs know the function as later versions of Django have it.
        self._others = get_related_populators(told, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self._annotations = list(compiler.annotation_col_map.items())
        self._compiler, self._converters = compiler, compiler.get_converters(columns)

    def made(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        """The instances of rows."""
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._instance(row) for row in rows]

    def _instance(self, row: Sequence[Any]) -> Any:
        instance = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for other in self._others:
            other.populate(row, instance)
        for name, position in self._annotations:
            setattr(instance, name, row[position])
        return instance
