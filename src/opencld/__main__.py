"""`python -m opencld`, the same as `cld`."""

from opencld.cli import main

if __name__ == "__main__":  # a process that does work for `cld serve` imports this too
    main()
