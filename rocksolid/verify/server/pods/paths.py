"""Paths of files in a pod do not lead out of the directory that they begin in."""


def without_steps_up(text: str) -> str:
    """Check a path that may begin anywhere and has no step to a parent."""
    return f'"{text}" must not have ".." as a step' if ".." in text.split("/") else ""


def inside(text: str) -> str:
    """Check a path below a directory."""
    return f'"{text}" must not begin with "/"' if text.startswith("/") else without_steps_up(text)


def file_inside(text: str) -> str:
    """Check the path of a file in a volume that the node writes: names that begin with ".." are its own."""
    problem = inside(text)
    return problem or (f'"{text}" must not begin with ".."' if text.startswith("..") else "")
