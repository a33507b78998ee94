"""When: the daemon and its APScheduler jobs. What is due is decided by pure functions of the other rooms.

Public face: ``scheduler.daemon.run_daemon``.
"""
