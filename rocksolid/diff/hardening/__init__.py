"""What keeps a pod from harming others, and who may do what, before and after."""
