"""To look: pages, API and feeds of what has been found. It reads; the few changes are switched on by a setting.

Public face: :func:`web.application.create_application`, :func:`web.server.serve`.
"""
