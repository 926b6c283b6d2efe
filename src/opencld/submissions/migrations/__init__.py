"""Alembic's steps from each version of the register to the next, run when a register is opened."""
