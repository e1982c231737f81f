"""How an update that the server refuses is told."""

from collections.abc import Sequence
from shlex import quote
from typing import Any

from rocksolid.diff.change import Change
from rocksolid.diff.fields import Difference, is_secret
from rocksolid.diff.sides import title
from rocksolid.manifest.paths import text
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource


def refused(one: Resource, found: Sequence[Difference], rule: str, hint: str) -> Change:
    """Return the refusal of some differences by one rule of the server; the place is that of the first, or what they have in common."""
    first, others = found[0], len(found) - 1
    more = f", and {others} more" if others else ""
    message = f"{first.told(hidden=is_secret(one, first.steps))}{more}; the server refuses it: {rule}"
    return Change("updates", "refused", title(one), message, hint, text(_common(found)))


def command(verb: str, one: Resource, *options: str, named: tuple[str, ...] = ()) -> str:
    """Return a command of kubectl on an object, to be pasted: `kubectl delete job migrate -n shop`.

    `named` are the words for others in its namespace that are meant instead.
    """
    words = named or (one.kind.lower(), one.name)
    namespace: Any = get(one.content, "metadata", "namespace")
    return " ".join(("kubectl", verb, *map(quote, words), *(("-n", quote(str(namespace))) if namespace else ()), *options))


def anew(one: Resource) -> str:
    """Return the way out that always works: the object is deleted, and applied again."""
    return f"keep it as it was, or delete the object and apply again: {command('delete', one)}"


def _common(found: Sequence[Difference]) -> tuple[Any, ...]:
    """Return the path that some differences have in common."""
    paths = [one.steps for one in found]
    same = next((depth for depth, steps in enumerate(zip(*paths, strict=False)) if len(set(steps)) > 1), min(map(len, paths)))
    return paths[0][:same]
