"""What all tests share: their processes are started faster, and do twice only what a test is about."""

import gc
import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module

import pytest
from rocksolid.verify import schemas


def pytest_configure() -> None:
    """Let the programs that tests start keep compiled modules: without, each of them compiles all that it imports anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Keep the collector of garbage away from the tests themselves, which live to the end: a seventh of all time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read the schemas of a Kubernetes version once for all tests of a process, as long as they are searched for in the same way."""
    known = lru_cache(maxsize=4)(lambda kubernetes, _: schemas.schemas(kubernetes))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("rocksolid.verify.checks.schema"), "schemas", lambda kubernetes: known(kubernetes, schemas.find_spec))
        yield
