import rocksolid

app = rocksolid.App(name="café", image="app:1.0.0")
