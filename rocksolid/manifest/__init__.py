"""Parts of Kubernetes objects, and the objects that they unite to."""
