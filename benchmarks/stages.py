"""Which share of a render each stage has: read, structure, judge, resolve, rules, assemble, look over, emit."""

import gc
import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar
from unittest import mock

from rocksolid import compiler
from rocksolid.emit import yaml
from rocksolid.finding import Finding
from rocksolid.language.gather import Request, gather
from rocksolid.manifest.assemble import assemble
from rocksolid.rules import RULES
from rocksolid.system.clashes import same_names

ROUNDS = 5
STAGES = ("read", "structure", "judge", "resolve", "rules", "assemble", "look over", "emit")
T = TypeVar("T")


def main(path: str) -> None:
    """Print the seconds of each stage as JSON: medians, in one process, without its start."""
    gc.disable()  # As the command line does.
    rounds = [once(path) for _ in range(ROUNDS)]
    print(json.dumps({stage: round(median(one[stage] for one in rounds), 4) for stage in STAGES}))


def once(path: str) -> dict[str, float]:
    """Return the processor's seconds of each stage of one render."""
    clock, report = Clock(), list[Finding]()
    gathered = clock.of("read", gather, Request(paths=(path,)), report)
    workloads = clock.of("structure", compiler.decided, gathered, report)
    clock.of("judge", lambda: report.extend((*compiler.contradictions(gathered.platforms, workloads), *same_names(workloads))))
    system = clock.of("resolve", compiler.resolved, workloads, gathered, report)
    rules = tuple(clock.rule(rule) for rule in RULES)
    assembling = clock.timed("assemble", assemble)
    with mock.patch("rocksolid.compiler.RULES", rules), mock.patch("rocksolid.compiler.assemble", assembling):
        compiled = clock.of("look over", compiler.compile_system, system, gathered.request, report)
    clock.seconds["look over"] -= clock.seconds["rules"] + clock.seconds["assemble"]
    clock.of("emit", yaml.dump_all, [one.content for one in compiled.manifests])
    return clock.seconds


class Clock:
    """Adds up how long functions take."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def of(self, stage: str, function: Callable[..., T], *arguments: Any) -> T:
        """Return what a function does, and remember its time."""
        begin = time.process_time()
        result = function(*arguments)
        self.seconds[stage] += time.process_time() - begin
        return result

    def timed(self, stage: str, function: Callable[..., T]) -> Callable[..., T]:
        """Return a function that does the same, and remembers its time."""
        return lambda *arguments: self.of(stage, function, *arguments)

    def rule(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        """Return a rule that yields all it has to say at once, under the name that findings give it."""
        timed = self.timed("rules", lambda system: list(rule(system)))
        timed.__name__ = rule.__name__
        return timed


if __name__ == "__main__":
    main(*sys.argv[1:])
