"""Compiles small app blueprints into complete, hardened Kubernetes manifests.

Example:
    >>> import rocksolid
    >>> print(rocksolid.render("billing.toml", environment="production"))
    >>> compiled = rocksolid.compile(["shop/", "billing.toml"])
    >>> [one["metadata"]["name"] for one in compiled.objects if one["kind"] == "Deployment"]
"""

TYPE_CHECKING = False  # Known to type checkers; `typing` itself would take most of the time of `import rocksolid`.
if TYPE_CHECKING:
    from rocksolid.compiler import Compiled, RefusedError
    from rocksolid.finding import Finding, Place
    from rocksolid.language.platform import Platform
    from rocksolid.language.python import App
    from rocksolid.library import compile, render  # noqa: A004  As in `re.compile`: what is compiled is said by the module.
    from rocksolid.manifest.part import Part, Ref
    from rocksolid.system.resolve import System
    from rocksolid.system.workload import Workload

__all__ = [
    "App",
    "Compiled",
    "Finding",
    "Part",
    "Place",
    "Platform",
    "Ref",
    "RefusedError",
    "System",
    "Workload",
    "compile",
    "render",
]

_HOMES = {
    "App": "rocksolid.language.python",
    "Compiled": "rocksolid.compiler",
    "Finding": "rocksolid.finding",
    "Part": "rocksolid.manifest.part",
    "Place": "rocksolid.finding",
    "Platform": "rocksolid.language.platform",
    "Ref": "rocksolid.manifest.part",
    "RefusedError": "rocksolid.compiler",
    "System": "rocksolid.system.resolve",
    "Workload": "rocksolid.system.workload",
    "compile": "rocksolid.library",
    "render": "rocksolid.library",
}
"""Where each public name lives: it is imported when it is asked for first."""


if not TYPE_CHECKING:  # A type checker takes a module that has this for one that has every name.

    def __getattr__(name: str) -> object:
        """Import a public name."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found: object = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    """Return the public names as well."""
    return sorted({*globals(), *__all__})
