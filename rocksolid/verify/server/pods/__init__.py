"""What a server refuses in a pod: in the spec of a Pod, and in that of the pods that workloads make."""

from rocksolid.verify.server.pods.rules import pod, pod_template

__all__ = ["pod", "pod_template"]
