"""``python -m ccengine``."""

from ccengine.cli import main

main()
