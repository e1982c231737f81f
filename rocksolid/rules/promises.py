"""What each rule promises, in the words of its author."""

import sys
from collections.abc import Callable
from inspect import cleandoc


def promise(rule: Callable[..., object]) -> str:
    """Return what one of our rules promises: the docstring of its module, as each of them is alone in it."""
    return cleandoc(sys.modules[rule.__module__].__doc__ or "")
