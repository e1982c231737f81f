"""An outage next door restarts nobody: what looks at critical dependencies is never asked whether a process must be killed."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.ports import MAIN
from rocksolid.system.probes import Moment, Question, candidates, questions
from rocksolid.system.workload import Workload

_KILLING: tuple[Moment, ...] = ("startup", "liveness")
_LOOKS_FURTHER = frozenset({"http", "grpc", "exec"})
"""The kinds whose answer may depend on a neighbour; an open port is the process's own."""
_FURTHER = ("path", "service", "command", "headers", "scheme", "kind")
"""The words that such a question has and an open port has not; those that tell its kind come first."""


def outages(w: Workload) -> Iterator[Finding]:
    """Yield an error where startup or liveness asks what readiness asks, in an app that has critical dependencies.

    A failed startup probe kills the container as well. What startup takes over from liveness is complained about once.
    """
    critical = next((position for position, one in enumerate(w.app.dependencies) if one.critical), None)
    if critical is None:
        return
    ready = questions(w, "readiness")
    for moment in _KILLING:
        for container, question in questions(w, moment).items():
            same = next((ready[name] for name in (container, MAIN) if name in ready and ready[name].asked == question.asked), None)
            if same and question.kind in _LOOKS_FURTHER and question.path[-1] == moment:
                message = f"{moment} asks what readiness asks: an outage of a critical dependency would restart the app"
                related = (
                    (w.layers.at((*same.path, _said(same)[0]), key=True), "readiness asks it here"),
                    (w.layers.at(("dependencies", critical)), "this dependency is critical"),
                )
                where = w.layers.at(question.path, key=True)
                yield Finding("restarted-by-outage", "error", message, where, _mended(w, question), related)


def _said(question: Question) -> list[str]:
    """Return the words that make a question look further, as it is written."""
    return [word for word in _FURTHER if getattr(question.words, word) not in (None, (), {})]


def _mended(w: Workload, question: Question) -> str:
    """Return the table, where the question is written, of one that asks the process alone."""
    layer = w.layers.deciding(question.path)
    header = ".".join(map(str, (*(layer.path if layer else ()), *question.path)))
    words = 'kind = "tcp"' if candidates(w.ports, question.container) else 'kind = "exec"\ncommand = ["/app", "alive"]'
    instead = " and ".join(word for word in _said(question) if word != "kind")
    return f"[{header}]\n{words}" + (f"  # instead of {instead}" if instead else "")
