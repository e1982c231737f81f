"""What Acme adds to every pod."""

from collections.abc import Iterator

from rocksolid import Part, System


def region(system: System) -> Iterator[Part]:
    """Every app knows its region, and runs there."""
    for w in system.workloads:
        env = [{"name": "REGION", "value": "eu"}, {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]
        yield Part(w.controller, w.containers(lambda _: {"env": env}), ("name",))
        taint = {"key": "acme.com/region", "operator": "Exists", "tolerationSeconds": 60}
        yield Part(w.controller, w.pod({"tolerations": [taint]}), ("name",))
        yield Part(w.controller, w.template({"metadata": {"labels": {"app.kubernetes.io/name": "other"}}}), ("name",))
        probe = {"tcpSocket": {"port": 1}, "extra": [{"a.b": "c", "d": {}}]}
        yield Part(w.controller, w.containers(lambda _: {"ports": [{"name": "x", "containerPort": 1}], "readinessProbe": probe}), ("name",))
