"""What each code stands for that only the closed world can say."""

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    "app-missing": "No rendered object makes the pods of an app: a mistake of rocksolid.",
    "call-cut": "Both ends declare a call, and the rendered policies do not let it through: a mistake of rocksolid.",
    "call-undeclared": "The rendered policies let a call through that no blueprint declares: a mistake of rocksolid.",
    "caller-does-not-call": "An app admits a caller that does not depend on it: the caller's change may not have landed yet.",
    "caller-not-allowed": "An app depends on another that does not admit it: the call is cut.",
    "critical-cycle": "Critical dependencies lead in a circle: once these apps are down, none of them can start again.",
    "mutable-image": "An image is called `latest`: it is another one tomorrow, and nobody can tell which one runs.",
    "unknown-app": "A caller or dependency is no known app: its name may be misspelt.",
    "unknown-component": "No known app belongs to a component that may call: its name may be misspelt.",
}
"""By code, in the order of the alphabet: what is wrong, and what follows from it."""
