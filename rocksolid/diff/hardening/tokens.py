"""Which tokens of their ServiceAccounts pods hold, and whose accounts these are."""

from collections.abc import Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.pairs import Pair, pairs
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.words import truth
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get, table, tables

API = ""
"""Stands for the API server among those that a token is meant for."""
Mounted = dict[tuple[str, str], object]
"""By namespace and name of an account, whether it says that its token is mounted."""


def tokens(sides: Sides) -> Iterator[Change]:
    """Yield the tokens that pods hold and no longer hold, those of new ones, and who runs as another account."""
    old, new = sides.old.once(_mounted), sides.new.once(_mounted)
    known = sides.once(pairs)
    for pair in known:
        was, now = _held(pair.old, old), _held(pair.new, new)
        for audience in sorted(was ^ now):
            words = "was not mounted, is now mounted" if audience in now else "was mounted, is no longer mounted"
            yield pair.change("hardening", "weakens" if audience in now else "strengthens", f"{_token(audience)} {words}")
        yield from _accounts(pair)
    both = {pair.new for pair in known}
    for w in sides.new.workloads:
        if w not in both:
            for audience in sorted(_held(w, new)):
                yield Change("hardening", "weakens", title(w.resource), f"is new, and {_token(audience)} is mounted")


def _accounts(pair: Pair) -> Iterator[Change]:
    was, now = _account(pair.old), _account(pair.new)
    if was != now:
        words = f"ran as ServiceAccount/{was}, now runs as ServiceAccount/{now}"
        yield pair.change("hardening", "changes", words, "spec", "serviceAccountName")


def _held(w: Workload, mounted: Mounted) -> set[str]:
    """Return whom the tokens of a pod are meant for: that of its account as the pod says it, or else the account, and those of volumes."""
    default = truth(mounted.get((w.namespace, _account(w))), default=True)
    found = {API} if truth(w.spec.get("automountServiceAccountToken"), default=default) else set()
    for _, volume in tables(w.spec, "volumes"):
        for _, source in tables(volume, "projected", "sources"):
            if get(source, "serviceAccountToken") is not None:
                found.add(str(table(source, "serviceAccountToken").get("audience") or API))
    return found


def _token(audience: str) -> str:
    return "the token of its ServiceAccount" if audience == API else f'a token of its ServiceAccount for "{audience}"'


def _account(w: Workload) -> str:
    return str(w.spec.get("serviceAccountName") or w.spec.get("serviceAccount") or "default")


def _mounted(cluster: Cluster) -> Mounted:
    accounts = cluster.of_kind("ServiceAccount")
    return {(one.namespace, one.name): one.content.get("automountServiceAccountToken") for one in accounts}
