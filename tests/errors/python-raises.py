   import os

   import rocksolid

   if "REGISTRY" not in os.environ:
       raise LookupError("no registry is named: set REGISTRY")
#:     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[blueprint-raised]: the blueprint raised LookupError: no registry is named: set REGISTRY
#:   = hint: Traceback (most recent call last):
#:             File "case.py", line 6, in <module>
#:               raise LookupError("no registry is named: set REGISTRY")
#:           LookupError: no registry is named: set REGISTRY
   app = rocksolid.App(name="billing", image=f"{os.environ['REGISTRY']}/billing:1.4.2")
