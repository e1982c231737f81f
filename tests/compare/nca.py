"""Runs network-config-analyzer over objects of Kubernetes, and reads what it prints."""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path

from compare.limits import readable
from compare.normal import EVERYTHING, PROTOCOLS, Block, End, Flow, Ports, Span, merged, rest
from judges.objects import Tree

ARGUMENTS = ("--connectivity", "--output_format", "txt_no_fw_rules", "--print_ipv6", "--return_0")
INVENTED = "-livesim"
"""The end of the name of a pod that it adds by itself, where policies name a DNS server or objects an ingress controller."""

_LINE = re.compile(r"(?P<client>\S+) => (?P<server>\S+) : (?P<ports>.+)")
_WORKLOAD = re.compile(r"(?P<name>[^/\s]+/[^\[\s]+)\[\w+\]")
_CUBE = re.compile(r"\{([^}]*)\}")
_FIELD = re.compile(r"(protocols|dst_ports|hosts|paths):(.*?)(?=,(?:protocols|dst_ports|hosts|paths):|$)")


def analyse(program: Path, documents: Sequence[Tree]) -> list[Flow]:
    """Return what the analyser says of some objects.

    Raises:
        RuntimeError: it refuses them, or prints what is not understood here.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "objects.json").write_text("\n---\n".join(map(json.dumps, readable(documents))), encoding="utf-8")
        told = subprocess.run([program, *ARGUMENTS, "-r", folder], capture_output=True, text=True, check=True)
    if "Error" in told.stderr:
        raise RuntimeError(told.stderr)
    return list(read(told.stdout))


def read(text: str) -> Iterator[Flow]:
    """Yield the flows in what it prints."""
    for line in text.splitlines():
        if (found := _LINE.fullmatch(line)) and INVENTED not in line:
            yield _end(found["client"]), _end(found["server"]), ports(found["ports"])
        elif " => " in line and not found:
            raise RuntimeError(f"not understood: {line}")


def _end(text: str) -> End:
    if workload := _WORKLOAD.fullmatch(text):
        return workload["name"]
    first, _, last = text.partition("-")
    return _block(first, last or first)


def _block(first: str, last: str) -> Block:
    return ip_address(first).version, int(ip_address(first)), int(ip_address(last))


def ports(text: str) -> Ports:
    """Return the ports in "All connections", "{protocols:TCP,dst_ports:80,90-95},{...}" or "All but {...}"."""
    if text == "All connections":
        return EVERYTHING
    cubes = [dict(_FIELD.findall(cube)) for cube in _CUBE.findall(text)]
    if not cubes or not all(cubes):
        raise RuntimeError(f"not understood: {text}")
    told = merged(span for cube in cubes for span in _spans(cube))
    if not text.startswith("All but "):
        return told
    if any({"hosts", "paths"} & cube.keys() for cube in cubes):
        raise RuntimeError(f"ports alone cannot say: {text}")
    return tuple(
        (protocol, *span)
        for protocol, first, last in EVERYTHING
        for span in rest(first, last, ((begin, end) for of, begin, end in told if of == protocol))
    )


def _spans(cube: dict[str, str]) -> Iterator[Span]:
    protocols = cube.get("protocols", "all but")
    named = set(protocols.removeprefix("all but").strip().split(", "))
    for protocol in PROTOCOLS:
        if (protocol in named) != protocols.startswith("all but"):
            for span in cube.get("dst_ports", "1-65535").split(","):
                first, _, last = span.partition("-")
                yield protocol, int(first), int(last or first)
