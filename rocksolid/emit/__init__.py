"""Objects as text: YAML, KYAML, JSON, one stream or one file an object."""
