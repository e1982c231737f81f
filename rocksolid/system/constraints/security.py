"""Who owns the data is said, and said where Kubernetes can act on it."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.containers import containers, path_to, words, wrote
from rocksolid.system.security import of_image
from rocksolid.system.workload import Workload

_ASK = "as the image has it: docker run --rm --entrypoint id"


def security(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the ids of an app and its containers."""
    yield from _owner(w)
    if w.app.security.user is None:
        layer = next(layer for layer in reversed(w.layers.layers) if layer.unsets(("security", "user")))
        message = "nobody says as which user the app runs: its default is unset"
        yield Finding("user-unset", "error", message, layer.at(("unset",)), '[security]\nuser = "image"    # the one that the image names')
    for container in containers(w):
        table = words(w, container).security
        if of_image(table) and wrote(w, container, "security", "group"):
            message = 'user = "image" leaves the group to the image as well'
            spot = w.layers.at(path_to(container, "security", "group"), key=True)
            yield Finding("group-of-image", "error", message, spot, "leave the group out, or write the user's id")
        if container and table.fs_group is not None:
            message = "a pod has one fs_group for all its containers"
            spot = w.layers.at(path_to(container, "security", "fs_group"), key=True)
            yield Finding("fs-group-of-pod", "error", message, spot, f"write it for the app:\n[security]\nfs_group = {table.fs_group}")


def _owner(w: Workload) -> Iterator[Finding]:
    """Yield an error where an app with volumes does not say whose data it is: programs refuse the data of other owners."""
    needed = ("user",) if of_image(w.app.security) else ("user", "group")
    missing = [word for word in needed if not w.layers.wrote(f"security.{word}")]
    if w.app.volumes and missing:
        listed = " and ".join(f'"{word}"' for word in missing)
        message = f"an app with volumes says whose data it is: [security] lacks {listed}"
        there = w.layers.wrote("security")
        hint = "\n".join(
            [
                *([] if there else ["[security]"]),
                f"{missing[0]} = 999    # {_ASK} {w.app.image}",
                *(f"{word} = 999" for word in missing[1:]),
            ]
        )
        yield Finding("user-required", "error", message, w.layers.at(("security" if there else "volumes",), key=True), hint)
