"""What is measured is the same work for all, and the page about it says what was measured."""

import json
import subprocess
import sys
from pathlib import Path

import fleet
import floor
import goals
import page
import plain
import processes
import pytest
import rows
import run
import same
import stages
from rocksolid.cli.commands import application
from typer.testing import CliRunner

import tools

BENCHMARKS = Path(page.__file__).parent
SIZE = 5
on_linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="memory is what Linux tells of it")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a fleet of five apps, and one of a single app."""
    fleet.write(tmp_path, SIZE)
    fleet.write(tmp_path, 1)
    return tmp_path


def printed(*arguments: str) -> str:
    """Return what rocksolid prints, which has nothing to complain of."""
    result = CliRunner().invoke(application(), arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def of_peers(folder: Path, size: int) -> dict[same.Name, same.Tree]:
    """Return the objects that the plain Python program makes of a fleet's parameters."""
    apps = json.loads((folder / f"apps-{size}.json").read_text(encoding="utf-8"))["apps"]
    return {(one["kind"], one["metadata"]["namespace"], one["metadata"]["name"]): one for app in apps for one in plain.objects(app)}


def test_one_file_and_a_file_for_each_app_are_the_same_fleet(folder: Path) -> None:
    """Both ways to write the blueprints give the same bytes."""
    together, each = (printed("render", str(folder / name)) for name in (f"apps-{SIZE}.toml", f"apps-{SIZE}"))

    assert together == each
    assert len(same.objects(together)) == 7 * SIZE


def test_a_fleet_agrees_with_itself(folder: Path) -> None:
    """`check` proves all of it: what is measured is a run that ends well."""
    assert f"{SIZE} apps: no findings" in printed("check", str(folder / f"apps-{SIZE}.toml"))


@pytest.mark.parametrize("size", [1, SIZE])
def test_plain_python_makes_the_same_objects(folder: Path, size: int) -> None:
    """The program that knows nothing of rocksolid, from which cdk8s and kustomize get their objects, makes what rocksolid prints."""
    ours = same.objects(printed("render", str(folder / f"apps-{size}.toml")))

    assert list(same.differences(ours, of_peers(folder, size))) == []


def test_helm_makes_the_same_objects(folder: Path) -> None:
    """The chart is no shorter way to fewer fields."""
    command = (tools.path("helm"), "template", "fleet", BENCHMARKS / "peers" / "helm", "-f", folder / f"apps-{SIZE}.json")
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert list(same.differences(of_peers(folder, SIZE), same.objects(theirs))) == []


def test_kustomize_makes_the_same_objects(folder: Path) -> None:
    """The finished objects lack what kustomize adds, and have all else."""
    prepare = BENCHMARKS / "peers" / "kustomize" / "prepare.py"
    subprocess.run([sys.executable, prepare, folder / f"apps-{SIZE}.json", folder / "kustomize"], check=True)
    finished = (folder / "kustomize" / "apps.yaml").read_text(encoding="utf-8")
    theirs = subprocess.run([tools.path("kubectl"), "kustomize", folder / "kustomize"], capture_output=True, text=True, check=True).stdout

    assert [word for word in ("namespace: shop", "managed-by") if word in finished] == []
    assert list(same.differences(of_peers(folder, SIZE), same.objects(theirs))) == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"a": [1, {"b": "c"}]}, []),
        ({"a": [1.0, {"b": "c"}]}, ["/a[0]: 1.0, not 1"]),
        ({"a": [True, {"b": "c"}]}, ["/a[0]: True, not 1"]),
        ({"a": [1, {}]}, ["/a[1]/b: nothing, not c"]),
        ({"a": [1], "d": None}, ["/a: [1], not [1, {'b': 'c'}]", "/d: None, not nothing"]),
    ],
    ids=str,
)
def test_no_difference_is_overlooked(other: same.Tree, said: list[str]) -> None:
    """Values of other types, missing fields and fields too many are differences."""
    assert list(same.differences({"a": [1, {"b": "c"}]}, other)) == said


def test_an_object_that_occurs_twice_is_no_work_of_two(folder: Path) -> None:
    """Nobody makes up for an object that is missing with one that is there already."""
    text = printed("render", str(folder / "apps-1.toml"))

    with pytest.raises(ValueError, match="twice"):
        same.objects(text + text)


def test_other_objects_end_the_run(folder: Path) -> None:
    """The comparison of files ends with what differs, and says nothing where nothing does."""
    one, other = folder / "one", folder / "other"
    text = printed("render", str(folder / "apps-1.toml"))
    one.write_text(text, encoding="utf-8")
    other.write_text(text.replace("maxReplicas: 6", "maxReplicas: 7"), encoding="utf-8")

    same.main(str(one), str(one))
    with pytest.raises(SystemExit, match="maxReplicas: 7, not 6"):
        same.main(str(one), str(one), str(other))


def test_the_floor_structures_the_blueprint(folder: Path) -> None:
    """The floor reads every word into the model: one that the model does not know ends it."""
    blueprint = folder / "apps-1.toml"
    well = CliRunner().invoke(floor.app, [str(blueprint)])
    blueprint.write_text(blueprint.read_text(encoding="utf-8").replace("readiness", "rediness"), encoding="utf-8")

    assert (well.exit_code, well.output) == (0, "")
    assert CliRunner().invoke(floor.app, [str(blueprint)]).exit_code == 1


def test_every_stage_takes_time(folder: Path) -> None:
    """No stage has moved away from where it is measured."""
    assert [stage for stage, seconds in stages.once(str(folder / f"apps-{SIZE}.toml")).items() if seconds <= 0] == []


@on_linux
def test_memory_is_that_of_a_process_and_its_children(tmp_path: Path) -> None:
    """Two processes that hold 40 MiB each at the same time hold more than 80 together."""
    hold = "import time; held = bytearray(b'x' * 40 * 2**20); time.sleep(0.3)"
    program = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; child.wait()"

    assert processes.memory([sys.executable, "-c", program], tmp_path / "out", limit=60) > 80


@on_linux
def test_a_row_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """Its process is gone when the next row begins."""
    program = f"import os, time; open({str(tmp_path / 'process')!r}, 'w').write(str(os.getpid())); time.sleep(600)"

    with pytest.raises(TimeoutError):
        processes.memory([sys.executable, "-c", program], tmp_path / "out", limit=0.3)
    assert not Path("/proc", (tmp_path / "process").read_text(encoding="utf-8")).exists()


def test_a_row_that_fails_has_no_time(tmp_path: Path) -> None:
    """A command that ends with an error ends the run, with what it complained of."""
    with pytest.raises(SystemExit, match=r"ended with 1:\nno such fleet"):
        processes.seconds([sys.executable, "-c", "raise SystemExit('no such fleet')"], tmp_path / "out")


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: row.key)
def test_a_row_can_be_run(row: rows.Row) -> None:
    """Its words are known, its programs are there, and it is measured over fleets that others are measured over too."""
    words = [word.format(size=1, **run.WORDS) for word in (*row.command, *row.before)]

    assert [word for word in words if word.startswith(str(BENCHMARKS)) and not Path(word).exists()] == []
    assert set(row.sizes) <= rows.ROUNDS.keys() == set(rows.SIZES)


def test_the_page_says_what_was_measured() -> None:
    """It is made of the results that are kept beside the programs, and of nothing else."""
    assert page.PAGE.read_text(encoding="utf-8") == page.text(json.loads(page.RESULTS.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("number", "verdict"),
    [(0.3, "limit reached, aim reached"), (0.31, "limit reached, aim missed"), (0.51, "limit missed, aim missed")],
    ids=str,
)
def test_a_goal_is_reached_or_missed(number: float, verdict: str) -> None:
    """The page says plainly what became of a goal; a number that is just as large as it may be is no miss."""
    goal = goals.Goal("it", lambda _: number, limit=0.5, aim=0.3)

    assert goal.reached(goals.Measured({})) == (f"{number:.2f}", verdict)


def test_what_was_ended_has_missed_its_goal() -> None:
    """A row that took too long has no time, and so no ratio that could be small."""
    measured = goals.Measured({"sizes": {"1000": {"helm": {"seconds": [1.0], "memory": 100.0}, "check": {"ended": 60}}}})
    (goal,) = (one for one in goals.GOALS if one.what.startswith("time of `check`, 1000"))

    assert goal.reached(measured) == ("ended", "limit missed, aim missed")
    assert any(line.startswith("| time of `check`, 1000") and "| ended |" in line for line in page.verdicts(measured.results))
