"""The digits are those of hashlib, whoever computes them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid import digest


@given(st.binary())
def test_the_digits_are_those_of_hashlib(content: bytes) -> None:
    """For any bytes."""
    assert digest.sha256(content) == hashlib.sha256(content).hexdigest()


def test_a_python_without_the_lean_modules_has_hashlib(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are no promise of Python's."""
    monkeypatch.setattr(digest, "_LEAN", ("_no_such_module",))
    monkeypatch.setattr(digest, "_maker", digest._maker.__wrapped__)  # noqa: SLF001  Asked without its memory.

    assert digest.sha256(b"a") == hashlib.sha256(b"a").hexdigest()
