"""What a server refuses in a pod: in the spec of a Pod, and in that of the pods that workloads make."""
