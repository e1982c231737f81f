"""What Acme adds to every pod."""

from collections.abc import Iterator

from rocksolid import Part, System


def proxy(system: System) -> Iterator[Part]:
    """Every pod has a proxy beside it."""
    for w in system.workloads:
        yield Part(w.controller, w.pod({"containers": [{"name": "proxy", "image": "registry.example.com/proxy:1.0.0"}]}), ("name",))


def first(system: System) -> Iterator[Part]:
    """Every pod begins with a look around."""
    for w in system.workloads:
        yield Part(w.controller, w.pod({"initContainers": [{"name": "first", "image": "registry.example.com/look:1.0.0"}]}), ("name",))
