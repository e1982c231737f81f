"""Who can reach whom according to the NetworkPolicies of a cluster."""
