"""A rule reads nothing for a part that the part does not name: a recording proxy stands in for the blueprint."""

from typing import Any

import attrs
import pytest
from rocksolid.language.table import word
from rocksolid.rules import RULES
from rocksolid.rules.platform import PLATFORM_RULES
from rocksolid.system.remembered import remembered
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

from test_provenance import APPS, PLATFORMS, compiled, meets

CACHED = [name for name, value in vars(Workload).items() if isinstance(value, remembered)]


class Recorder:
    """Stands for a table of the model, and notes the dotted path of every word that is read."""

    def __init__(self, table: Any, prefix: str, seen: set[str]) -> None:
        """Note reads of `table` in `seen`."""
        self._table, self._prefix, self._seen = table, prefix, seen

    def __getattr__(self, name: str) -> Any:
        """Note a word, and give what is under it: tables inside are recorded as well."""
        value, path = getattr(self._table, name), f"{self._prefix}{word(name)}"
        self._seen.add(path)
        return Recorder(value, f"{path}.", self._seen) if attrs.has(type(value)) else value


class Layers:
    """Stands for the layers of an app: to ask who wrote a word is to read it."""

    def __init__(self, layers: Any, seen: set[str]) -> None:
        """Note questions in `seen`."""
        self._layers, self._seen = layers, seen

    def wrote(self, words: str, *steps: str) -> bool:
        """Note the word, and answer."""
        self._seen.add(".".join((words, *steps)))
        return bool(self._layers.wrote(words, *steps))

    def gives_way(self, words: str, to: str) -> bool:
        """Note both words, and answer."""
        self._seen |= {words, to}
        return bool(self._layers.gives_way(words, to))


def recorded(w: Workload, seen: set[str]) -> Workload:
    """Return a workload whose words note that they are read."""
    stand_in: Any = attrs.evolve(
        w, app=Recorder(w.app, "", seen), layers=Layers(w.layers, seen), platform=Recorder(w.platform, "platform.", seen)
    )
    stand_in.callees = {position: _callee(callee, seen) for position, callee in w.callees.items()}
    return stand_in  # type: ignore[no-any-return]


def _callee(w: Workload, seen: set[str]) -> Any:
    return attrs.evolve(w, app=Recorder(w.app, "callee.", seen), platform=Recorder(w.platform, "platform.", seen))


def unnamed_reads(rule: Any, system: System, seen: set[str]) -> dict[tuple[str, ...], set[str]]:
    """Return what a rule read for each part without naming it, by what the part names.

    What is read for a part that is then not made is counted for the next one, so only what is read before *every* part
    with these names is really read for it.
    """
    found: dict[tuple[str, ...], set[str]] = {}
    for part in rule(system):
        named = (*part.because, *part.ref.because, "name", "kind")
        # A table that is looked into is read as well: only the words themselves count.
        reads = {path for path in seen if not any(other.startswith(f"{path}.") for other in seen)}
        extra = {path for path in reads if not any(meets(path, one) for one in named)}
        found[part.because] = found.get(part.because, extra) & extra
        seen.clear()
        for w in system.workloads:
            for name in CACHED:
                w.__dict__.pop(name, None)
    return found


@pytest.mark.parametrize("rule", [*RULES, *PLATFORM_RULES], ids=lambda rule: rule.__name__)
def test_a_rule_names_what_it_reads(rule: Any) -> None:
    """Every word that is read for a part stands among its reasons."""
    found: dict[tuple[str, ...], set[str]] = {}
    for platform in PLATFORMS.values():
        system = compiled(APPS, platform).system
        for w in system.workloads:
            seen: set[str] = set()
            stand_in = attrs.evolve(system, workloads=(recorded(w, seen),))
            seen.clear()
            for because, extra in unnamed_reads(rule, stand_in, seen).items():
                found[because] = found.get(because, extra) & extra
    assert not {because: extra for because, extra in found.items() if extra}
