"""What each code of `check` stands for that is about whole systems, and the hint of those that no author causes."""

from collections.abc import Mapping

OUR_MISTAKE = "this is a mistake of rocksolid: please report it"
"""The hint where no author is to blame."""
INSTEAD: Mapping[str, str] = {
    "app-missing": "leave it out: an app is made by its own words",
    "call-cut": "leave it out, or take the call out of callers and dependencies",
    "call-undeclared": "leave it out, or declare the call at both of its ends: by callers and dependencies",
    "drain-stops-app": "leave it out: the words replicas, scale and disruption decide on replicas and budget together",
    "hardening-lost": "leave it out",
    "readiness-lost": 'leave it out, or say why nobody asks:\n[health.readiness]\nkind = "none"\nreason = "..."',
    "route-misled": "leave it out: the word expose decides where a route leads",
    "service-misled": "leave it out: the words ports and service_name decide on Service, policies and probes together",
    "token-given": "leave it out: identity.token mounts a token that ends, and identity.api gives it rights",
}
"""The hint where an author wrote over what decides it, or passes it on: what else to do."""
REFUSED = ("refused", "refused-apply", "refused-pod")
"""What the verifier says of a field that no server takes."""
CODES: Mapping[str, str] = {
    "app-missing": "No rendered object makes the pods of an app: an override, or a mistake of rocksolid.",
    "call-cut": "Both ends declare a call, and the rendered policies do not let it through: an override, or a mistake of rocksolid.",
    "call-undeclared": "The rendered policies let a call through that no blueprint declares: an override, or a mistake of rocksolid.",
    "caller-does-not-call": "An app admits a caller that does not depend on it: the caller's change may not have landed yet.",
    "caller-not-allowed": "An app depends on another that does not admit it: the call is cut.",
    "critical-cycle": "Critical dependencies lead in a circle: once these apps are down, none of them can start again.",
    "drain-stops-app": "The rendered budgets let a drain stop an app of several replicas, or never end: an override, or a mistake of rocksolid.",
    "hardening-lost": 'A pod is not "restricted", and no waiver says why: a manifest that is passed on, a rule of the platform team, or a mistake of rocksolid.',
    "mutable-image": "An image is called `latest`: it is another one tomorrow, and nobody can tell which one runs.",
    "readiness-lost": "A container is not asked whether it is ready, though its words ask it: it is called before it can answer.",
    "restarted-by-outage": "A probe that restarts a container asks what readiness asks: an outage next door would restart the app.",
    "route-misled": "The rendered Ingress or route of an app leads elsewhere: an override, or a mistake of rocksolid.",
    "service-misled": "The rendered Service of an app leads elsewhere: an override, or a mistake of rocksolid.",
    "token-given": "The pods of an app get a token of the Kubernetes API, and no word of its blueprint asks for one.",
    "unknown-app": "A caller or dependency is no known app: its name may be misspelt.",
    "unknown-component": "No known app belongs to a component that may call: its name may be misspelt.",
    "waiver-expired": "The last day of a waiver is over: what it excuses is to be mended, or looked at again.",
}
"""By code, in the order of the alphabet: what is wrong, and what follows from it."""
