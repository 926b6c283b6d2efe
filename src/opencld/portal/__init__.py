"""`cld serve` in the browser: parses what was asked, calls one function of the library, and shows what it gave.

`application` has the pages, `api` the same for other programs, `guard` who may ask at all. What takes long is done by
`foreman` in a process of its own, by one of the functions in `tasks`. Needs the extra `[server]`.
"""
