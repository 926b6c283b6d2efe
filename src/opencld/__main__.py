"""`python -m opencld`, the same as `cld`."""

from opencld.cli import main

main()
