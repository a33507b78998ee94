"""The ways by which a message goes out: mail, webhook, chat.

Each has a sender with ``send(letter) -> Answer`` and ``close()``; :func:`digests.channels.opening.open_sender` gives
the one for a channel. No sender raises for what a server or a network does: that is an answer.
"""
