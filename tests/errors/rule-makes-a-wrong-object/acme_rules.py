"""What Acme adds to every pod."""

from collections.abc import Iterator

from rocksolid import Part, System


def note(system: System) -> Iterator[Part]:
    """Every container says that it is Acme's, and every pod who looks after it."""
    for w in system.workloads:
        yield Part(w.controller, w.containers(lambda _: {"terminationMessagePath": "/tmp/acme"}), ("name",))


def watched(system: System) -> Iterator[Part]:
    """Every app has a budget that nobody can keep."""
    for w in system.workloads:
        yield Part(w.ref("policy/v1", "PodDisruptionBudget", "acme"), {"spec": {"minAvailable": "all"}}, ("name",))
