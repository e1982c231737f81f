"""The closed world: blueprints compiled as one system, and the YAML that comes out proven against what they declare."""
