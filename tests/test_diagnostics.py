import pytest
from rocksolid.language.diagnostics import did_you_mean


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("calers", "callers"),
        ("caller", "callers"),
        ("Callers", "callers"),
        ("PORTS", "ports"),
        ("prots", "ports"),
        ("podLabels", "pod_labels"),
        ("pod-labels", "pod_labels"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_the_nearest_word_is_offered(word: str, answer: str) -> None:
    """A slip of the finger or another way of writing leads to the word that was meant, anything else to none."""
    expected = f'did you mean "{answer}"?' if answer else ""

    assert did_you_mean(word, ["callers", "ports", "pod_labels"]) == expected
