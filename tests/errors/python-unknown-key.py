   from rocksolid import App

   shop = [
       App(
           name=name,
           image=f"registry.example.com/{name}:1.0.0",
           callers=["web", {"app": "reports", "prt": "grpc"}],
#:                                            ^^^^^ error[unknown-key]: a caller has no "prt"
#:   = hint: did you mean "port"?
           replicas="3",
#:                  ^^^ error[wrong-type]: expected a count, found text
#:   = hint: write it without quotes: 3
           **{"podLabels": {}},
#:            ^^^^^^^^^^^ error[unknown-key]: an app has no "podLabels"
#:   = hint: did you mean "pod_labels"?
       )
       for name in ("billing", "ledger")
   ]
   one = App(name="Web", image="web:1", calers=[5])
#:                ^^^^^ error[name]: "Web" is not a name: lower-case letters, digits and "-", beginning and ending with a letter or digit
#:   = hint: use "web"
#:                                      ^^^^^^ error[unknown-key]: an app has no "calers"
#:   = hint: did you mean "callers"?
