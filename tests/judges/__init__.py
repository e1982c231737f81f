"""The tests' own judges of Kubernetes objects: they read what YAML says, and know nothing of the package that wrote it."""
