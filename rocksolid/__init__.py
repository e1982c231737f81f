"""Compiles small app blueprints into complete, hardened Kubernetes manifests."""
