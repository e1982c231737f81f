"""Why each field of the rendered objects is as it is: the rule that wrote it, and the lines that decided it."""
