"""What rules, constraints and advice all ask of an app is worked out once."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from rocksolid.system.workload import Workload

Parts = TypeVarTuple("Parts")
Answer = TypeVar("Answer")


def once(ask: Callable[[Workload, *Parts], Answer]) -> Callable[[Workload, *Parts], Answer]:
    """Return a question about an app, or parts of it, that keeps its answers; nobody changes them.

    It asks for the app's own words alone: who calls whom is only known later.
    """

    def asked(w: Workload, *parts: *Parts) -> Answer:
        question, answers = (ask, *parts), w.answers
        if question not in answers:
            answers[question] = ask(w, *parts)
        answer: Answer = answers[question]
        return answer

    return asked
