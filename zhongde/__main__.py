"""Lets ``python -m zhongde`` do what ``zhongde`` does."""

from zhongde.main import run

run()
