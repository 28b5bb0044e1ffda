//! The tables as diesel sees them: the same for both engines. Instants are UTC.

#![expect(missing_docs, reason = "the migrations explain the tables")]

diesel::table! {
    offices (id) {
        id -> Text,
        ordinal -> Integer,
        name -> Text,
        address -> Text,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        website -> Nullable<Text>,
        timezone -> Text,
        holidays -> Text,
        horizon_days -> Integer,
        opens_at -> Time,
        min_notice_minutes -> Integer,
        change_until_minutes -> Integer,
        per_service_and_day -> Integer,
        active -> Integer,
        ticket_opens_minutes -> Integer,
        ticket_closes_minutes -> Integer,
        profile -> Nullable<Text>,
    }
}

diesel::table! {
    desk_pools (id) {
        id -> Text,
        office_id -> Text,
        ordinal -> Integer,
        name -> Text,
    }
}

diesel::table! {
    opening_rules (pool_id, ordinal) {
        pool_id -> Text,
        ordinal -> Integer,
        weekday -> Integer,
        opens -> Time,
        closes -> Time,
        slot_minutes -> Integer,
        desks -> Integer,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    special_hours (pool_id, ordinal) {
        pool_id -> Text,
        ordinal -> Integer,
        date -> Date,
        opens -> Time,
        closes -> Time,
        slot_minutes -> Integer,
        desks -> Integer,
    }
}

diesel::table! {
    office_closures (office_id, date) {
        office_id -> Text,
        date -> Date,
        reason -> Text,
    }
}

diesel::table! {
    pool_closures (pool_id, date) {
        pool_id -> Text,
        date -> Date,
        reason -> Text,
    }
}

diesel::table! {
    services (id) {
        id -> Text,
        office_id -> Text,
        pool_id -> Text,
        ordinal -> Integer,
        name -> Text,
        category -> Text,
        scope -> Text,
        details_url -> Nullable<Text>,
        slots -> Integer,
        ticket_letter -> Text,
    }
}

diesel::table! {
    terms (office_id, version) {
        office_id -> Text,
        version -> Text,
        published_at -> Timestamp,
        html -> Text,
    }
}

diesel::table! {
    slot_counters (pool_id, starts_at) {
        pool_id -> Text,
        starts_at -> Timestamp,
        capacity -> Integer,
        booked -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    freed_places (id) {
        id -> Text,
        pool_id -> Text,
        starts_at -> Timestamp,
        returns_at -> Timestamp,
    }
}

diesel::table! {
    crowded_slots (pool_id, starts_at) {
        pool_id -> Text,
        starts_at -> Timestamp,
        desks -> Integer,
        since -> Timestamp,
    }
}

diesel::table! {
    bookings (id) {
        id -> Text,
        office_id -> Text,
        service_id -> Text,
        pool_id -> Text,
        status -> Text,
        date -> Date,
        time -> Time,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        email_key -> Binary,
        email_sealed -> Binary,
        language -> Text,
        terms_version -> Text,
        generation -> Integer,
        version -> Integer,
        code_key -> Nullable<Binary>,
        code_sealed -> Nullable<Binary>,
        created_at -> Timestamp,
        changed_at -> Timestamp,
        erased_at -> Nullable<Timestamp>,
        held_until -> Nullable<Timestamp>,
        silent_changes -> Integer,
    }
}

diesel::table! {
    /// PostgreSQL only: in SQLite there is one writer.
    address_locks (email_key) {
        email_key -> Binary,
        used_at -> Timestamp,
    }
}

diesel::table! {
    ticket_counters (service_id, date) {
        service_id -> Text,
        date -> Date,
        last -> Integer,
    }
}

diesel::table! {
    tickets (id) {
        id -> Text,
        booking_id -> Text,
        service_id -> Text,
        date -> Date,
        number -> Integer,
        issued_at -> Timestamp,
        printed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        booking_id -> Text,
        kind -> Text,
        status -> Text,
        recipient -> Binary,
        message -> Binary,
        attempts -> Integer,
        due_at -> Timestamp,
        lease_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        reminds_of -> Nullable<Date>,
    }
}

diesel::table! {
    idempotency_records (key_hash) {
        key_hash -> Binary,
        body_hash -> Binary,
        answer -> Binary,
        created_at -> Timestamp,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Text,
        hash -> Binary,
        role -> Text,
        office_id -> Nullable<Text>,
        name -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    occupancy_changes (writer) {
        writer -> Text,
        version -> BigInt,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    code_requests (id) {
        id -> Text,
        email_key -> Binary,
        asked_at -> Timestamp,
    }
}

diesel::table! {
    spent_challenges (challenge_hash) {
        challenge_hash -> Binary,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(bookings, outbox, tickets, services, offices);
