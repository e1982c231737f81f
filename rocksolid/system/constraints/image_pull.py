"""A Secret for the registry is named once: Kubernetes keeps them as a set."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload


def image_pull(w: Workload) -> Iterator[Finding]:
    """Yield an error for each Secret of `[image_pull]` that is named again."""
    secrets = w.app.image_pull.secrets
    for position, secret in enumerate(secrets):
        before = secrets.index(secret)
        if before < position:
            related = ((w.layers.at(("image_pull", "secrets", before)), "the first time"),)
            message = f'the Secret "{secret}" is named twice'
            yield Finding("said-twice", "error", message, w.layers.at(("image_pull", "secrets", position)), "name it once", related)
