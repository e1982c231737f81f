from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.diff.change import Effect
from rocksolid.diff.quantities import spoken
from rocksolid.verify.quantities import quantity

from sides import SHOP, Edit, edited, said

LIMIT = "            limits:\n              memory: 128Mi\n"
CASES: list[tuple[Edit, Effect, str]] = [
    (("cpu: 100m", "cpu: 250m"), "changes", "the cpu request was 100m, is now 250m (+150 %): over 2 replicas 300m more"),
    (("cpu: 100m", "cpu: 0.05"), "weakens", "the cpu request was 100m, is now 0.05 (-50 %): over 2 replicas 100m less"),
    (("memory: 128Mi", "memory: 1Gi"), "changes", "the memory request was 128Mi, is now 1Gi (+700 %): over 2 replicas 1792Mi more"),
    (
        ("              cpu: 100m\n", ""),
        "weakens",
        "the cpu request was 100m, is no longer set: where others want the cores, it gets hardly any",
    ),
    ((LIMIT, ""), "weakens", "the memory limit was 128Mi, is no longer set: a leak in it takes the memory of its neighbours"),
    ((LIMIT, LIMIT.replace("128Mi", "64Mi")), "weakens", "the memory limit was 128Mi, is now 64Mi (-50 %)"),
    ((LIMIT, LIMIT + "              cpu: 2\n"), "changes", "the cpu limit was not set, is now 2"),
    (("cpu: 100m", "cpu: 100m\n              ephemeral-storage: 1G"), "changes", "the ephemeral-storage request was not set, is now 1G"),
]


@pytest.mark.parametrize(("edit", "effect", "message"), CASES)
def test_another_amount_is_said_with_what_it_comes_to(edit: Edit, effect: Effect, message: str) -> None:
    """In per cent of what it was, and over the replicas where the nodes must have room for it."""
    assert said("resources", SHOP, edited(edit)) == [(effect, f'container "web": {message}')]


def test_what_is_set_again_strengthens() -> None:
    """A limit of memory protects the neighbours."""
    assert said("resources", edited((LIMIT, "")), SHOP) == [("strengthens", 'container "web": the memory limit was not set, is now 128Mi')]


def test_a_request_that_is_left_out_is_the_limit() -> None:
    """So the server fills it in: what is no longer asked for is asked for all the same."""
    assert said("resources", SHOP, edited(("              memory: 128Mi\n            limits", "            limits"))) == []


def test_an_amount_of_one_pod_is_not_said_twice() -> None:
    """One replica asks for what its pod asks for."""
    single = ("replicas: 2", "replicas: 1")

    assert said("resources", edited(single), edited(single, ("cpu: 100m", "cpu: 200m"))) == [
        ("changes", 'container "web": the cpu request was 100m, is now 200m (+100 %)')
    ]


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        *(("1", 1), ("1000m", 1), (1, 1), (0.5, Fraction(1, 2)), (".5", Fraction(1, 2)), ("5.", 5), ("+1", 1), ("-1", -1)),
        *(("1k", 1000), ("1Ki", 1024), ("1M", 10**6), ("1Mi", 2**20), ("1G", 10**9), ("1Gi", 2**30), ("1T", 10**12), ("1Ti", 2**40)),
        *(("1P", 10**15), ("1Pi", 2**50), ("1E", 10**18), ("1Ei", 2**60), ("1e3", 1000), ("1E3", 1000), ("1e-3", Fraction(1, 1000))),
        *(("1n", Fraction(1, 10**9)), ("1u", Fraction(1, 10**6)), ("1m", Fraction(1, 1000)), (1e-05, Fraction(1, 10**5))),
    ],
)
def test_reads_every_form_of_a_quantity(value: str | float, amount: Fraction) -> None:
    """Signs, fractions, exponents, and units in powers of 1000 and 1024."""
    assert quantity(value) == amount


@pytest.mark.parametrize("value", ["", "m", "1K", "1 Gi", "1gi", "1e", "1e1e1", "\u0661", True, None, [], "9" * 50, "1e9999", float("inf")])
def test_what_is_no_quantity_has_no_value(value: object) -> None:
    """It is passed over: that it is wrong, others say."""
    assert quantity(value) is None


@settings(deadline=None)
@given(st.integers(1, 2**70), st.sampled_from(["cpu", "memory"]))
def test_an_amount_in_words_is_a_quantity_of_that_value(number: int, resource: str) -> None:
    """Whole bytes and thousandths of cores lose nothing."""
    amount = Fraction(number, 1000 if resource == "cpu" else 1)

    assert quantity(spoken(resource, amount)) == amount


def test_a_part_of_a_byte_is_rounded() -> None:
    """What nobody can ask for can stand in a manifest."""
    assert (spoken("memory", Fraction(1, 3)), spoken("cpu", Fraction(1, 3000))) == ("0.333", "0.333m")
