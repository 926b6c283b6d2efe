"""The order of steps: what leads from a file that arrives to pseudonymised events. The only part that sees both areas."""
