"""The worker, and the whole timetable.

The timetable finds work by looking at rows, so a lost task costs a minute and
nothing else.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["events.booking", "events.commissioning", "events.delivery"])

every_minute = crontab()
app.conf.beat_schedule = {
    "send what is due": {
        "task": "portal.notifications.tasks.deliver_due",
        "schedule": 15.0,
    },
    "pass places on": {
        "task": "events.booking.tasks.pass_places_on",
        "schedule": every_minute,
    },
    "forget who never confirmed an interest": {
        "task": "events.booking.tasks.forget_unconfirmed_interest",
        "schedule": crontab(minute="44", hour="3"),
    },
    "tell people how to get in": {
        "task": "events.booking.tasks.post_instructions",
        "schedule": crontab(minute="*/10"),
    },
    "call off what staff have called off": {
        "task": "events.booking.tasks.carry_out_cancellations",
        "schedule": every_minute,
    },
    "give back for places given up": {
        "task": "events.booking.tasks.give_all_back",
        "schedule": every_minute,
    },
    "close card pages of places not kept": {
        "task": "events.booking.tasks.close_pages",
        "schedule": every_minute,
    },
    "bring out and take down pages": {
        "task": "portal.cms.tasks.publish_scheduled",
        "schedule": every_minute,
    },
    "note that the timetable runs": {
        "task": "portal.core.tasks.beat",
        "schedule": every_minute,
    },
    "forget old sign-in requests": {
        "task": "membership.tasks.forget_old_code_requests",
        "schedule": crontab(minute="17", hour="3"),
    },
    "follow payments that nobody told us of": {
        "task": "portal.payments.tasks.follow_what_is_open",
        "schedule": every_minute,
    },
    "ask about refunds on their way": {
        "task": "portal.payments.tasks.follow_refunds",
        "schedule": crontab(minute="33"),
    },
    "compare Stripe's books with ours": {
        "task": "portal.payments.tasks.compare_books",
        "schedule": crontab(minute="51", hour="4"),
    },
    "watch for numbers being tried out": {
        "task": "membership.tasks.watch_code_requests",
        "schedule": every_minute,
    },
    "recheck places of members": {
        "task": "events.booking.tasks.recheck_members_places",
        "schedule": crontab(minute="22", hour="*/4"),
    },
    "tell commissioners of runs called off": {
        "task": "events.commissioning.tasks.tell_of_cancelled_runs",
        "schedule": crontab(minute="*/5"),
    },
    "ask commissioners for names": {
        "task": "events.commissioning.tasks.ask_for_names",
        "schedule": crontab(minute="36", hour="8"),
    },
    "remind of renewals": {
        "task": "membership.tasks.remind_of_renewals",
        "schedule": crontab(minute="12", hour="8"),
    },
    "stop renewals of those who left": {
        "task": "membership.tasks.stop_agreements",
        "schedule": crontab(minute="*/10"),
    },
    "ask the scanner again about applications": {
        "task": "membership.tasks.scan_what_waits",
        "schedule": crontab(minute="*/5"),
    },
    "let go of orders that never came": {
        "task": "portal.payments.tasks.let_go_of_unanswered_orders",
        "schedule": crontab(minute="7", hour="6"),
    },
    "remind of invoices": {
        "task": "portal.payments.tasks.remind_of_invoices",
        "schedule": crontab(minute="24", hour="8"),
    },
    "let changes of address hold": {
        "task": "membership.tasks.let_address_changes_hold",
        "schedule": crontab(minute="*/5"),
    },
    "put records together": {
        "task": "membership.tasks.put_records_together",
        "schedule": every_minute,
    },
    "sweep up uploads that broke off": {
        "task": "events.delivery.tasks.sweep_files",
        "schedule": crontab(minute="27", hour="3"),
    },
    "forget who stood at doors": {
        "task": "events.delivery.tasks.forget_who_stood_at_doors",
        "schedule": crontab(minute="7", hour="3"),
    },
    "clear ended sessions": {
        "task": "portal.accounts.tasks.clear_ended_sessions",
        "schedule": crontab(minute="37", hour="3"),
    },
    "take lost second steps off": {
        "task": "portal.accounts.tasks.take_lost_steps_off",
        "schedule": crontab(minute="*/5"),
    },
    "pack what people asked for about themselves": {
        "task": "portal.my.tasks.make_downloads",
        "schedule": every_minute,
    },
    "delete packed files after their day": {
        "task": "portal.my.tasks.end_downloads",
        "schedule": crontab(minute="*/10"),
    },
    "forget who asked to be forgotten": {
        "task": "portal.my.tasks.carry_out_erasures",
        "schedule": crontab(minute="4", hour="*"),
    },
    "let go of what has had its time": {
        "task": "portal.my.tasks.keep_to_the_periods",
        "schedule": crontab(minute="32", hour="2"),
    },
    "propose CPD to late accounts": {
        "task": "cpd.tasks.propose_what_is_missing",
        "schedule": crontab(minute="47", hour="3"),
    },
    "ask the scanner again": {
        "task": "cpd.tasks.scan_what_waits",
        "schedule": crontab(minute="*/5"),
    },
    "sweep up films of pages that are gone": {
        "task": "portal.cms.tasks.sweep_films",
        "schedule": crontab(minute="52", hour="3"),
    },
    "sweep up files that no row knows": {
        "task": "cpd.tasks.sweep_files",
        "schedule": crontab(minute="57", hour="3"),
    },
    "make and end exports of members": {
        "task": "membership.tasks.look_after_exports",
        "schedule": every_minute,
    },
    "go on with steps for many members": {
        "task": "membership.tasks.go_on_with_bulk_steps",
        "schedule": every_minute,
    },
    "go on with imports of members": {
        "task": "membership.tasks.go_on_with_imports",
        "schedule": every_minute,
    },
    "go on with imports": {
        "task": "portal.cms.tasks.go_on_with_imports",
        "schedule": every_minute,
    },
    "look where pages lead": {
        "task": "portal.cms.tasks.collect_links",
        "schedule": crontab(minute="41", hour="2", day_of_week="sunday"),
    },
    "visit links elsewhere": {
        "task": "portal.cms.tasks.visit_links",
        "schedule": every_minute,
    },
    "show new events to the search, and tell what is new": {
        "task": "portal.cms.tasks.tell_what_is_new",
        "schedule": every_minute,
    },
    "put the whole index right": {
        "task": "portal.cms.tasks.renew_index",
        "schedule": crontab(minute="19", hour="4"),
    },
    "forget alerts that nobody confirmed": {
        "task": "portal.cms.tasks.forget_unconfirmed_alerts",
        "schedule": crontab(minute="9", hour="3"),
    },
}
