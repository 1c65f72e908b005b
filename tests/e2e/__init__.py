"""A package, so that its site and browser live exactly as long as its tests."""
