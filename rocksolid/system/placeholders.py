"""Text with placeholders in braces, filled in."""

import re
from collections.abc import Callable

from rocksolid.language.values import WrongValueError

_PLACEHOLDER = r"\{\{|\}\}|\{[^{}]*\}|[{}]"
_ESCAPED = {"{{": "{", "}}": "}"}


def fill(template: str, meaning: Callable[[str], str]) -> str:
    """Return a template with each `{word}` replaced by `meaning("word")`; `{{` and `}}` are braces themselves.

    Raises WrongValueError for a brace that stands alone, and whatever `meaning` raises for a word that means nothing.
    """

    def replace(found: re.Match[str]) -> str:
        token = found[0]
        if token in _ESCAPED:
            return _ESCAPED[token]
        if len(token) == 1:
            raise WrongValueError("lone-brace", f'a "{token}" that belongs to no placeholder', f'for the brace itself, write "{token * 2}"')
        return meaning(token[1:-1])

    return re.sub(_PLACEHOLDER, replace, template) if "{" in template or "}" in template else template
