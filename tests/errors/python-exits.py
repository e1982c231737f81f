   raise SystemExit("no credentials for the registry")
#: ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[blueprint-raised]: the blueprint raised SystemExit: no credentials for the registry
#:   = hint: Traceback (most recent call last):
#:             File "case.py", line 1, in <module>
#:               raise SystemExit("no credentials for the registry")
#:           SystemExit: no credentials for the registry
