"""What an API server refuses although the JSON schema of the kind allows it: one group of fields a file, in Kubernetes' own words."""
