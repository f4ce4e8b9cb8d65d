"""The board's own row and its columns."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from projects import audit
from projects.models import Project, User
from vision.models import Board, Function
from vision.models.board import STARTER_FUNCTIONS


class ColumnInUse(Exception):
    """A column with elements in it cannot go."""


def touch(project: Project) -> int:
    """Takes the board until the transaction ends and counts one change; returns the new revision.

    Whoever writes what the board shows calls this first. So changes of one board come one after the other,
    always in the same lock order, and a published version is one consistent instant. The first touch of
    all gives the board its starter columns, unless it came with columns of its own from a template.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vision_board (project_id, revision, columns_revision) VALUES (%s, 1, 1) "
            "ON CONFLICT (project_id) DO UPDATE SET revision = vision_board.revision + 1 RETURNING revision",
            [project.pk],
        )
        revision: int = cursor.fetchone()[0]
    if revision == 1 and not project.functions.exists():
        Function.objects.bulk_create(
            Function(project=project, name=str(name), position=position)
            for position, name in enumerate(STARTER_FUNCTIONS)
        )
    return revision


def open_board(project: Project) -> Board:
    """The project's board, made with its starter columns when it is looked at for the first time."""
    board = Board.objects.filter(project=project).first()
    if board is None:
        with transaction.atomic():
            touch(project)
        board = Board.objects.get(project=project)
    return board


@transaction.atomic
def add_function(*, project: Project, name: str, by: User) -> Function:
    """A new column at the right."""
    _columns_changed(project)
    last = project.functions.order_by("-position").values_list("position", flat=True).first()
    function = project.functions.create(name=name, position=0 if last is None else last + 1)
    audit.record(project=project, by=by, verb="added a column", on=function)
    return function


@transaction.atomic
def rename_function(*, function: Function, name: str, by: User) -> Function:
    """The column under another name. Published versions keep the name they were published with."""
    before = function.name
    _columns_changed(function.project)
    function.name = name
    function.save(update_fields=["name"])
    audit.record(project=function.project, by=by, verb="renamed a column", on=function, before=before)
    return function


@transaction.atomic
def shift_function(*, function: Function, to_the_left: bool, by: User) -> None:
    """Swaps the column with its neighbour; at an end nothing happens."""
    _columns_changed(function.project)
    row = list(function.project.functions.select_for_update())
    here = row.index(function)
    there = here - 1 if to_the_left else here + 1
    if not 0 <= there < len(row):
        return
    row[here], row[there] = row[there], row[here]
    for position, column in enumerate(row):
        column.position = position
    Function.objects.bulk_update(row, ["position"])
    audit.record(project=function.project, by=by, verb="moved a column", on=function)


@transaction.atomic
def remove_function(*, function: Function, by: User) -> None:
    """Takes an empty column away; raises `ColumnInUse` while anything stands or once stood in it."""
    _columns_changed(function.project)
    moved = function.project.moves
    if (
        function.elements.exists()
        or moved.filter(from_function=function).exists()
        or moved.filter(to_function=function).exists()
    ):
        raise ColumnInUse(
            _("“%(name)s” has elements, or moves that can be undone. Rename it instead.")
            % {"name": function.name}
        )
    audit.record(project=function.project, by=by, verb="took a column away", on=function)
    function.delete()


def _columns_changed(project: Project) -> None:
    revision = touch(project)
    Board.objects.filter(project=project).update(columns_revision=revision)
