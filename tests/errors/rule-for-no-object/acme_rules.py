"""Objects that no server could have."""

from collections.abc import Iterator

from rocksolid import Part, System


def no_objects(system: System) -> Iterator[Part]:
    """Each app has a note."""
    for w in system.workloads:
        note = {"spec": {"component": w.component}}
        yield Part(w.ref("example.com/v1", "Note", "../../x"), note, ("component",))
        yield Part(w.ref("example.com/v1", "Note", "one\ntwo"), note, ("component",))
        yield Part(w.ref("example.com/v1", "No/te"), note, ("component",))
        yield Part(w.ref("v1", "Namespace", "shop"), note, ("component",))
