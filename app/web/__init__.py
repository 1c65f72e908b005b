"""Reflex pages: what people see in a browser; rights and rules live in the services."""
