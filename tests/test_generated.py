"""Whatever stands in the files of one run, whole or damaged: it is refused at a place, or becomes what was promised."""

import os
import random
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import rocksolid
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.gather import Request
from rocksolid.language.platform import Platform
from rocksolid.verify.schemas import schemas

from generated import again, complete, properties, tables
from generated.damage import Happened, changes, damaged
from generated.mend import mended
from generated.worlds import PLATFORM, World, apps, worlds
from systems import BLUEPRINTS

EXAMPLES = int(os.environ.get("EXAMPLES") or 0)
"""How many examples of either strategy are drawn anew (`make nightly`); without it, the same 200 at every run."""
SEED = int(os.environ.get("SEED") or (random.SystemRandom().randrange(2**32) if EXAMPLES else 1))
drawn = settings(max_examples=EXAMPLES or 200, database=None, deadline=None, suppress_health_check=list(HealthCheck))
ROUNDS = 12
"""How often an author follows the complaints: more than all mistakes that hide behind each other in one example."""


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the schemas of a Kubernetes version once: one run verifies once, a test hundreds of times."""
    monkeypatch.setattr(import_module("rocksolid.verify.checks.schema"), "schemas", cache(schemas))


def summary(count: Counter[str]) -> str:
    """Return what was counted, and the seed that draws it again."""
    return ", ".join(f"{number} {what}" for what, number in count.most_common()) + (f" (SEED={SEED})" if EXAMPLES else "")


def test_whatever_is_generated_is_refused_at_a_place_or_sound(tmp_path: Path) -> None:
    """Every example is refused in its lines, or keeps all promises; taken away what is complained about, nearly all are rendered."""
    count: Counter[str] = Counter()
    rendered: dict[str, str] = {}

    @seed(SEED)
    @drawn
    @given(worlds())
    def property_(world: World) -> None:
        for following in range(ROUNDS):
            folder = tmp_path / str(sum(count.values()))
            request = world.request(folder)
            found = properties.run(request, asked=not following)
            if found.compiled:
                count["rendered after complaints were followed" if following else "rendered as drawn"] += 1
                rendered[again.line(request)] = again.digest(found.yaml)
                return
            shutil.rmtree(folder)
            after = mended(world, found.refused)
            if not after:
                break
            world = after
        count["refused to the end"] += 1

    property_()
    sys.stdout.write(summary(count))
    assert count["refused to the end"] <= count.total() * 0.2
    assert elsewhere(rendered) == list(rendered.values())


def elsewhere(requests: dict[str, str]) -> list[str]:
    """Return the hashes of what another process renders, under another hash seed."""
    paths = os.pathsep.join((str(Path(__file__).parent), str(Path(rocksolid.__file__).parents[1])))
    shell = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"}
    command = [sys.executable, "-m", "generated.again"]
    lines = "".join(f"{line}\n" for line in requests)
    return subprocess.run(command, input=lines, env=shell, capture_output=True, text=True, check=True).stdout.split()


ALL = [kind for kind in dict.fromkeys((*complete.kinds(Blueprint), *complete.kinds(Platform))) if set(complete.own(kind))]
"""Every type of the language that has words, choices or forms."""


def test_every_word_and_every_form_is_generated() -> None:
    """Of every table each word occurs, and where it can be left out it is; so does each variant, short form, choice and type of value."""
    found: set[complete.Met] = set()
    for kind in ALL:
        wanted = {*complete.own(kind)}
        for times in (2, 8, 32):  # What is rare needs many examples; most is there at once.
            if not wanted <= found:
                made = examples(tables.platform() if kind is Platform else tables.of(kind), times * len(wanted))
                found.update(one for raw in made for one in complete.met(kind, raw))
    assert sorted({one for kind in ALL for one in complete.own(kind)} - found) == []


def examples(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Return some of what a strategy makes."""
    found: list[Any] = []

    @seed(SEED)
    @settings(drawn, max_examples=count, phases=[Phase.generate])
    @given(strategy)
    def draw(one: Any) -> None:
        found.append(one)

    draw()
    return found


WRITTEN = [file for file in sorted(BLUEPRINTS.rglob("*.toml")) if file.parent.parent == BLUEPRINTS]
"""The files of our examples."""


def made(folder: Path) -> Iterator[bytes]:
    """Yield generated blueprints that are rendered, each of one app."""
    for tree in examples(apps("web"), max(25, EXAMPLES // 10)):
        world: World | None = World({"web.toml": tree}, headers=bool(len(tree) % 2))
        while world:
            refused = properties.run(world.request(folder), asked=False).refused
            if not refused:
                yield world.texts()["web.toml"].encode()
                break
            world = mended(world, refused)


def test_whatever_is_damaged_is_refused_or_sound(tmp_path: Path) -> None:
    """No damage ends in a traceback or in half an output: what is no TOML is refused, what still says the same becomes the same bytes."""
    count: Counter[str] = Counter()
    shutil.copytree(BLUEPRINTS, tmp_path, dirs_exist_ok=True)
    texts = [(tmp_path / file.relative_to(BLUEPRINTS), file.read_bytes()) for file in WRITTEN]
    texts += [(tmp_path / "one" / "web.toml", data) for data in made(tmp_path / "one")]

    @seed(SEED)
    @drawn
    @given(st.sampled_from(texts), changes)
    def property_(text: tuple[Path, bytes], happened: Happened) -> None:
        file, data = text
        asked = Request(paths=(str(file if file.name != PLATFORM else file.parent),))
        file.write_bytes(damaged(data, happened))
        found, after = properties.run(asked, damaged=True), said(file.read_bytes())
        file.write_bytes(data)
        if after is None:
            count["no TOML: refused"] += 1
            assert {one.code for one in found.refused} & {"toml-syntax", "not-utf-8", "too-deep"}
        elif after == said(data):
            count["says the same: so does the result"] += 1
            assert found.yaml == properties.run(asked, damaged=True).yaml
        else:
            count["says something else: refused" if found.refused else "says something else: rendered, and sound"] += 1

    property_()
    sys.stdout.write(summary(count))


def said(data: bytes) -> Any:
    """Return what a file says, None where it says nothing that could be read."""
    try:
        return tomllib.loads(data.decode().removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
