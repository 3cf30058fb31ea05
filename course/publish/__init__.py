"""Lesson to notebook, page and handout; the README's table; the board."""
