"""How the course is made and run: `python3 -m course` lists the commands."""
