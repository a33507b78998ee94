"""From new deals to a message that has arrived: composing, rendering, channels, the outbox.

Public face: ``digests.outbox`` (compose_due, deliver_due, send_now, preview, send_sample) and ``digests.render``;
values in ``digests.values``.
"""
