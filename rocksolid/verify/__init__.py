"""The verifier: reads Kubernetes YAML, anybody's, and says what is wrong with it; it knows nothing of the generator."""
