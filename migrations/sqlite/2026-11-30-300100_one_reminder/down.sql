DROP INDEX outbox_reminders;
