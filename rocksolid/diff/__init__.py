"""What a change of manifests does to the running system, in the words of a reviewer."""
