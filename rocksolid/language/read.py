"""Raw trees into the model, once; what is wrong with them, all at once."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast

from cattrs import BaseValidationError, ForbiddenExtraKeysError

from rocksolid.finding import Finding, Spot
from rocksolid.language.hooks import Hooks
from rocksolid.language.source import KeyPath, Tree
from rocksolid.language.values import WrongValueError

Model = TypeVar("Model")
Where = Callable[[KeyPath, bool], Spot]
"""Where a path was decided: the spot of its key (True), or of its value."""


class Reader:
    """Structures raw trees; a table that many trees share by identity is structured once.

    The fast way stops at the first complaint; only then the tree is read again, and all of them are collected.
    """

    def __init__(self) -> None:
        """Begin without shared tables."""
        self._memo: dict[int, Any] = {}
        self._shared: list[Tree] = []
        self._fast = Hooks(self._memo, detailed=False)

    def share(self, tree: Tree) -> Tree:
        """Return a tree whose tables other trees will share; it is kept alive, so that identities stay its own."""
        self._shared.append(tree)
        ahead = [tree]
        while ahead:
            inner = [value for value in ahead.pop().values() if type(value) is dict]
            self._memo.update((id(table), None) for table in inner if id(table) not in self._memo)
            ahead += inner
        return tree

    def read(self, tree: Tree, model: type[Model], where: Where, report: list[Finding]) -> Model | None:
        """Return the structured tree, or report every complaint about it at its spot."""
        try:
            return cast("Model", self._fast.of(model)(tree, model))
        except (WrongValueError, KeyError, BaseValidationError, ForbiddenExtraKeysError):
            from rocksolid.language.complaints import complaints

        try:
            return cast("Model", self._thorough.of(model)(tree, model))
        except (WrongValueError, BaseValidationError) as error:
            report.extend(complaints(error, where))
            return None

    @cached_property
    def _thorough(self) -> Hooks:
        """The hooks that collect all complaints: made when there is one."""
        return Hooks({}, detailed=True)
