"""What each code of `check` stands for that is about whole systems, and the hint of those that no author causes."""

from collections.abc import Mapping

OUR_MISTAKE = "this is a mistake of rocksolid: please report it"
"""The hint where no author is to blame."""
CODES: Mapping[str, str] = {
    "app-missing": "No rendered object makes the pods of an app: a mistake of rocksolid.",
    "call-cut": "Both ends declare a call, and the rendered policies do not let it through: a mistake of rocksolid.",
    "call-undeclared": "The rendered policies let a call through that no blueprint declares: a mistake of rocksolid.",
    "caller-does-not-call": "An app admits a caller that does not depend on it: the caller's change may not have landed yet.",
    "caller-not-allowed": "An app depends on another that does not admit it: the call is cut.",
    "critical-cycle": "Critical dependencies lead in a circle: once these apps are down, none of them can start again.",
    "drain-stops-app": "The rendered budgets let a drain stop an app of several replicas, or never end: a mistake of rocksolid.",
    "hardening-lost": 'A pod is not "restricted", and no word of its blueprint gives that up: a mistake of rocksolid.',
    "mutable-image": "An image is called `latest`: it is another one tomorrow, and nobody can tell which one runs.",
    "restarted-by-outage": "A probe that restarts a container asks what readiness asks: an outage next door would restart the app.",
    "route-misled": "The rendered Ingress or route of an app leads elsewhere: a mistake of rocksolid.",
    "service-misled": "The rendered Service of an app leads elsewhere: a mistake of rocksolid.",
    "unknown-app": "A caller or dependency is no known app: its name may be misspelt.",
    "unknown-component": "No known app belongs to a component that may call: its name may be misspelt.",
}
"""By code, in the order of the alphabet: what is wrong, and what follows from it."""
