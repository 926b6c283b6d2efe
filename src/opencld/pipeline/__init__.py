"""The order of steps: from a file that arrives to pseudonymised events. The only part that sees both areas."""
