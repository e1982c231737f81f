"""Compiles small app blueprints into complete, hardened Kubernetes manifests.

Example:
    >>> import rocksolid
    >>> print(rocksolid.render("billing.toml", environment="production"))
    >>> compiled = rocksolid.compile(["shop/", "billing.toml"])
    >>> [one["metadata"]["name"] for one in compiled.objects if one["kind"] == "Deployment"]
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rocksolid.compile import Compiled, RefusedError
    from rocksolid.finding import Finding, Place
    from rocksolid.language.python import App
    from rocksolid.library import compile, render  # noqa: A004  As in `re.compile`: what is compiled is said by the module.

__all__ = ["App", "Compiled", "Finding", "Place", "RefusedError", "compile", "render"]

_HOMES = {
    "App": "rocksolid.language.python",
    "Compiled": "rocksolid.compile",
    "Finding": "rocksolid.finding",
    "Place": "rocksolid.finding",
    "RefusedError": "rocksolid.compile",
    "compile": "rocksolid.library",
    "render": "rocksolid.library",
}
"""Where each public name lives: it is imported when it is asked for first."""


def __getattr__(name: str) -> Any:
    """Import a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names as well."""
    return sorted({*globals(), *__all__})
