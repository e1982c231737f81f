"""Asks network-config-analyzer about everything that is compared, and writes what it says down: ask.py PROGRAM [UPSTREAM]."""

import json
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from compare.nca import analyse
from compare.normal import lines
from compare.subjects import CONTROLLER, FINDINGS, Subject, blueprints, states, upstream

PROCESSES = 2
STEP = 50
"""After how many answers the progress is told."""


def main(program: str, folder: str = "") -> None:
    """Write the findings anew; those of published systems only where their folder is told."""
    write("blueprints", blueprints(), program)
    if folder:
        write("upstream", upstream(Path(folder)), program)
    write("states", states(), program, objects=True)


def write(name: str, subjects: Iterable[Subject], program: str, *, objects: bool = False) -> None:
    """Write the findings about some subjects, a line each, with their objects or without."""
    every = list(subjects)
    told = []
    with ThreadPoolExecutor(PROCESSES) as pool:
        for count, finding in enumerate(pool.map(partial(ask, Path(program), objects=objects), every), 1):
            told.append(json.dumps(finding, separators=(",", ":")))
            if count % STEP == 0 or count == len(every):
                print(f"{name}: asked {count} of {len(every)}", flush=True)  # noqa: T201  A run takes minutes.
    FINDINGS.mkdir(exist_ok=True)
    (FINDINGS / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in told), encoding="utf-8")


def ask(program: Path, subject: Subject, *, objects: bool) -> dict[str, Any]:
    """Return what the analyser says of one subject."""
    finding: dict[str, Any] = {"name": subject.name, "lines": lines(analyse(program, subject.without_ingresses))}
    if subject.has_ingresses:
        said = lines(analyse(program, subject.documents))
        finding["routed"] = [line for line in said if line.startswith(f"{CONTROLLER} => ")]
    return finding | ({"objects": subject.documents} if objects else {})


if __name__ == "__main__":
    main(*sys.argv[1:])
