"""What a real API server said of 306 manifests, against what `verify` foretells."""

import pytest

from score import Answer, answer, lines, rows

GOAL = 0.98
MISSES = {
    "dep/replicas-float": "the manifest was sent as JSON; written as YAML, kubectl sends 3.0 as 3",
    "kind/gateway-httproute": "that server has no Gateway API installed; others have",
    "name/statefulset-63": "the pod was made of the template by itself, not by a StatefulSet, which adds a label of its name and a hash",
    "svc/ipFamilyPolicy-requiredualstack": "that cluster has one family of addresses; others have two",
}
"""What is foretold otherwise, and why that is right."""


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """What is foretold of each manifest, and what was said."""
    return [answer(row) for row in rows()]


def test_foretells_a_real_server(answers: list[Answer]) -> None:
    """Of all manifests, all but a known few are foretold in full: taken or refused, created and applied, with the field, and the pod."""
    assert {one.name for one in answers if one.wrong} == MISSES.keys()
    assert len(MISSES) <= (1 - GOAL) * len(answers)


def test_asks_whatever_the_server_said(answers: list[Answer]) -> None:
    """Each question is asked where the server answered it: a field where it refused one, the pod where one was made."""
    for row, one in zip(rows(), answers, strict=True):
        expected = {"object", *(["field"] if row.get("causes") else []), *(["apply"] if "ssa_accepted" in row else [])}
        assert set(one.asked) == expected | ({"pod"} if "pod_accepted" in row else set())


def test_prints_each_miss_and_each_area(answers: list[Answer]) -> None:
    """The score tells each miss, has a line for each area and one for all, and ends with the sum."""
    *printed, last = lines(answers)
    first_words = [line.split()[0] for line in printed]

    assert {f"{name}:" for name in MISSES} <= {*first_words}
    assert {row["name"].partition("/")[0] for row in rows()} | {"all"} <= {*first_words}
    assert last.startswith(f"{len(answers) - len(MISSES)} of {len(answers)} manifests are foretold in full")
