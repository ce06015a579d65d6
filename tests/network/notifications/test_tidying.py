from datetime import timedelta

from network.core import clock
from network.notifications import outbox, services, tidying
from network.notifications.models import Delivery


def test_sign_in_mail_kept_for_the_mailbox_page_is_cleared_a_day_later(db, settings):
    settings.EMAIL_BACKEND = "network.notifications.transport.KeepBackend"
    services.mail_to_address(address="new@example.org", kind="account.code", context={"code": "K7QX2P"}, language="en")
    outbox.deliver_due()
    assert b"K7QX2P" in bytes(Delivery.objects.get().mime)
    assert tidying.forget_texts() == 0
    Delivery.objects.update(recorded_at=clock.real_now() - timedelta(hours=25))
    assert tidying.forget_texts() == 1
    row = Delivery.objects.get()
    assert (row.mime, row.context) == (None, {})


def test_texts_of_old_mails_are_cleared_but_not_of_those_that_wait(founder, programme, mailoutbox):
    for number, kind in enumerate(["invitation.answered", "organisation.approved"]):
        services.notify(to=founder, kind=kind, about=programme, occurrence=number, context={}, urgent=True)
    outbox.deliver_due()
    Delivery.objects.update(recorded_at=clock.real_now() - timedelta(days=91))
    Delivery.objects.filter(kind="organisation.approved").update(state="unknown")
    assert tidying.forget_texts() == 1
    assert Delivery.objects.get(state="unknown").mime is not None
