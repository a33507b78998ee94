"""What to watch and whom to tell: typed settings, the shipped data, and the user's own file.

Public face: ``load_settings``, ``Settings``, ``ConfigurationError``, ``load_catalogue``, ``SourceDeclaration``.
"""

from config.catalogue import load_catalogue
from config.declarations import SourceDeclaration
from config.errors import ConfigurationError
from config.loading import load_settings
from config.settings import Settings

__all__ = [
    "ConfigurationError",
    "Settings",
    "SourceDeclaration",
    "load_catalogue",
    "load_settings",
]
