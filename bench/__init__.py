"""How fast the checks are: invented returns of any size, and what is measured on them."""
