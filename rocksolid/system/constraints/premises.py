"""The platform's own objects are rendered only where it is clear for which namespaces, and who decides about each."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.premises import namespaces
from rocksolid.system.resolve import System
from rocksolid.system.sides import cluster_part


def premises(system: System) -> Iterator[Finding]:
    """Yield what is in the way of the platform's own objects."""
    if not namespaces(system):
        hint = 'add to platform.toml:\nnamespace = "shop"'
        yield Finding("no-namespace", "error", "no app and no platform file names a namespace: there is none to render", None, hint)
    yield from _two_platforms(system)
    yield from _deaf_descheduler(system)


def _two_platforms(system: System) -> Iterator[Finding]:
    """Yield an error where two platform files would render one object: a namespace, or the descheduler."""
    decided = {w.platform: w.platform_source for w in system.workloads}
    owners = [(f'the namespace "{w.namespace}"', w.platform) for w in system.workloads if w.namespace]
    owners += [("the descheduler", platform) for platform in system.platforms if platform.descheduler]
    first = dict(reversed(owners))
    for what, platform in dict.fromkeys(owners):
        source, other = decided[platform], decided[first[what]]
        if platform is not first[what] and source and other:
            related = ((other.at(), "the other one is here"),)
            yield Finding("two-platforms", "error", f"two platform files decide about {what}", source.at(), "render them apart", related)


def _deaf_descheduler(system: System) -> Iterator[Finding]:
    """Yield an error where a default deny would cut the descheduler off from the API server."""
    for w in {w.platform: w for w in system.workloads}.values():
        wanted = w.platform.descheduler
        home = namespaces(system).get(wanted.namespace) if wanted and wanted.mode != "policy-only" else None
        if home and home.namespace.default_deny and not any(cluster_part(w.platform.network, "api")) and w.platform_source:
            message = f'the descheduler needs the Kubernetes API, and "{wanted and wanted.namespace}" denies what is not said'
            hint = 'add to platform.toml:\n[network]\napi_server = [{ cidr = "10.0.0.10/32", port = 6443 }]'
            yield Finding("platform-lacks", "error", message, w.platform_source.at(("descheduler",), key=True), hint)
