"""Which wishes about nodes Kubernetes refuses."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.operation import Toleration
from rocksolid.system.workload import Workload


def placement(w: Workload) -> Iterator[Finding]:
    """Yield an error for what is named twice, and for tolerations whose words contradict each other."""
    spread = w.app.placement.spread
    for position, over in enumerate(spread):
        if over in spread[:position]:
            message = f'the replicas are spread over "{over}" already'
            yield Finding("spread-twice", "error", message, w.layers.at(("placement", "spread", position)), "name it once")
    for position, taint in enumerate(w.app.placement.tolerations):
        for word, message, hint in _contradictions(taint):
            where = w.layers.at(("placement", "tolerations", position, word))
            yield Finding("toleration", "error", message, where, hint)


def _contradictions(taint: Toleration) -> Iterator[tuple[str, str, str]]:
    """Yield each word of a toleration that does not fit the others, with why and how to mend it."""
    if taint.value is not None and taint.operator == "Exists":
        yield "value", 'with operator "Exists" any value is put up with', "remove the value or the operator"
    if taint.key is None and (taint.value is not None or taint.operator == "Equal"):
        yield (
            ("operator" if taint.value is None else "value"),
            "every taint has another value: without a key there is none to compare",
            "name the key",
        )
    if taint.seconds is not None and taint.effect != "NoExecute":
        yield "seconds", "only a NoExecute taint is put up with for a time", 'effect = "NoExecute"'
