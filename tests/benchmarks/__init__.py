"""Run by hand, or in small by the tests."""
