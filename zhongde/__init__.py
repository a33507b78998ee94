"""The command line. ``zhongde.main.run`` is the entry; one module a group of commands."""

__version__ = "0.1.0"
