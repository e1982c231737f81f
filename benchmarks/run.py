"""Measures every row on fleets of all its sizes, row after row in turn, and writes the results and the page about them."""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fleet
import machine
import page
import processes
from rows import RENDER, ROUNDS, ROWS, SIZES, Row

HERE = Path(__file__).parent
CACHE = HERE.parent / ".cache"
BENCH, TOOLS = CACHE / "bench", CACHE / "tools"
OUT, FLEET = BENCH / "out", BENCH / "fleet"
WORDS = {
    "python": str(BENCH / "rocksolid" / "bin" / "python"),
    "rocksolid": str(BENCH / "rocksolid" / "bin" / "rocksolid"),
    "peers": str(BENCH / "peers" / "bin" / "python"),
    "helm": str(TOOLS / "helm"),
    "kubectl": str(TOOLS / "kubectl"),
    "here": str(HERE),
    "fleet": str(FLEET),
    "out": str(OUT),
}
LONG = 60
"""Seconds: a row that takes longer over a fleet is ended, and has no other result there."""

Results = dict[str, Any]


def main() -> None:
    """Measure what is asked for; only a whole run is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="*", choices=[row.key for row in ROWS], help="these rows alone, printed and not kept")
    parser.add_argument("--rounds", type=int, help="at most so many rounds")
    asked = parser.parse_args()
    named = [row for row in ROWS if not asked.rows or row.key in asked.rows]
    sizes = [size for size in SIZES if any(size in row.sizes for row in named)]
    rows = [row for row in ROWS if row in named or row.key == RENDER]
    OUT.mkdir(parents=True, exist_ok=True)
    fleet.main(str(FLEET), *map(str, SIZES))
    described, before, begin = machine.described(WORDS), machine.load(), time.perf_counter()
    measured = {str(size): of_size(size, [row for row in rows if size in row.sizes], asked.rounds) for size in sizes}
    stages = json.loads(processes.said(WORDS["python"], str(HERE / "stages.py"), str(FLEET / "apps-1000.toml")))
    results: Results = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "minutes": round((time.perf_counter() - begin) / 60, 1),
        "machine": described,
        "load": [before, machine.load()],
        "stages": stages,
        "sizes": measured,
    }
    if asked.rows:
        print("\n".join(page.tables(results)))
    else:
        page.RESULTS.write_text(_dumped(results), encoding="utf-8")
        page.PAGE.write_text(page.text(results), encoding="utf-8")


def of_size(size: int, rows: list[Row], limit: int | None) -> Results:
    """Return what each row takes over a fleet of a size, after one run of each that is watched and whose output is compared."""
    found = {row.key: _first(row, size) for row in rows}
    ended = [row for row in rows if "seconds" in found[row.key]]
    same = [str(_output(row, size)) for row in sorted(ended, key=lambda row: row.key != RENDER) if row.same]
    processes.seconds([sys.executable, str(HERE / "same.py"), *same], OUT / "same.txt")
    for number in range(min(limit or ROUNDS[size], ROUNDS[size])):
        print(f"fleet of {size}, round {number + 1}", file=sys.stderr, flush=True)
        for row in ended:
            found[row.key]["seconds"].append(round(processes.seconds(list(_words(row.command, size)), _output(row, size)), 4))
    return found


def _first(row: Row, size: int) -> Results:
    """Return the memory of a row and room for its times, or the time after which it was ended."""
    if row.before:
        processes.seconds(list(_words(row.before, size)), OUT / "before.txt")
    try:
        return {"memory": round(processes.memory(list(_words(row.command, size)), _output(row, size), LONG), 1), "seconds": []}
    except TimeoutError:
        return {"ended": LONG}


def _words(command: tuple[str, ...], size: int) -> Iterator[str]:
    return (word.format(size=size, **WORDS) for word in command)


def _output(row: Row, size: int) -> Path:
    return OUT / f"{row.key}-{size}.txt"


def _dumped(results: Results) -> str:
    """Return the results as JSON with a line for each list of numbers."""
    return re.sub(r"\[[^][{}]*\]", lambda numbers: " ".join(numbers[0].split()), json.dumps(results, indent=1)) + "\n"


if __name__ == "__main__":
    main()
