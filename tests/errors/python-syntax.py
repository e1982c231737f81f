   import rocksolid

   app = rocksolid.App(name="billing"
#:                    ^ error[python-syntax]: the file is no Python: '(' was never closed
