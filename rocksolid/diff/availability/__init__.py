"""Whether an app goes on, before and after."""
