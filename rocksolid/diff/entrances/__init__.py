"""The ways in to an app: its Services, and the addresses of its Ingresses and routes."""
