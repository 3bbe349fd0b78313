"""``python -m kframe`` is the ``kframe`` command."""

from ._command import main

main()
