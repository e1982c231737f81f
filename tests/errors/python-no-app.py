   import rocksolid
#: ^ error[no-apps]: the file defines no app: only App objects in module-level names and lists count
#:   = hint: write app = rocksolid.App(name="...", ...)


   def app():
       return rocksolid.App(name="billing", image="registry.example.com/billing:1.4.2")
