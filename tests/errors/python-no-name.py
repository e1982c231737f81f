   from rocksolid import App

   app = App(image="registry.example.com/billing:1.4.2")
#:       ^^^ error[missing-word]: an app needs "name"
#:   = hint: add name = "billing"
