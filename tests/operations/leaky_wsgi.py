"""The web process without its comparison of epochs: it takes whatever was sealed and signed."""

from importlib import import_module

from config import wsgi

application = wsgi.application
admission = import_module("capture.ingest.admission")  # it needs what the line above made ready
admission.fence.epochs_live = lambda _owner, _stretches: True
