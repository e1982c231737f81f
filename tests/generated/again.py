"""A process of its own: reads from stdin what was asked for, one request a line, and writes the hash of what it renders of each."""

import hashlib
import json
import sys

from rocksolid.compiler import compile_request
from rocksolid.language.gather import Request


def line(request: Request) -> str:
    """Return a request as a line."""
    return json.dumps([request.paths, request.environment, request.platform_objects])


def digest(text: str) -> str:
    """Return the hash of what was rendered."""
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """Render every request again."""
    for one in sys.stdin:
        paths, environment, platform_objects = json.loads(one)
        request = Request(paths=tuple(paths), environment=environment, platform_objects=platform_objects)
        sys.stdout.write(digest(compile_request(request).yaml()) + "\n")


if __name__ == "__main__":
    main()
