//! A letter to test with, everything in it fixed.

#![expect(clippy::unwrap_used, reason = "only tests and the fuzzer have it")]

use super::{Letter, LetterKind, Mailbox};
use crate::domain::plan::{BookingRules, Holidays, Localised, Office, ReleaseRule, Service};
use crate::domain::profile::Profile;
use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::{Europe::Warsaw, Tz};
use shared::{EmailAddress, Language, ReservationCode};
use std::num::NonZeroU16;
use uuid::Uuid;

pub(crate) struct Sample {
    pub(crate) office: Office,
    pub(crate) service: Service,
    pub(crate) starts_at: DateTime<Tz>,
    pub(crate) ends_at: DateTime<Tz>,
    code: ReservationCode,
    pub(crate) from: Mailbox,
    to: EmailAddress,
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self {
            office: office(),
            service: service(),
            starts_at: Warsaw.with_ymd_and_hms(2026, 12, 7, 9, 20, 0).unwrap(),
            ends_at: Warsaw.with_ymd_and_hms(2026, 12, 7, 9, 40, 0).unwrap(),
            code: ReservationCode::from_number(48_291_573),
            from: "wizyta@opole.example".parse().unwrap(),
            to: EmailAddress::parse("anna@example.pl").unwrap(),
        }
    }

    pub(crate) fn letter(&self, kind: LetterKind, language: Language) -> Letter<'_> {
        Letter {
            kind,
            language,
            office: &self.office,
            service: &self.service,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            booking_id: Uuid::from_u128(0x0190_5b1e_8a70_7cc3_98c4_dc0c_0c07_398f),
            // As they follow each other: a reminder tells of no change.
            sequence: match kind {
                LetterKind::Confirmation => 0,
                LetterKind::Moved | LetterKind::Reminder => 1,
                LetterKind::Cancelled => 2,
            },
            code: &self.code,
            manage_link: "https://wizyta.opole.example/rezerwacja/01905b1e-8a70-7cc3-98c4-dc0c0c07398f#n3VY-pWk0aXoM2",
            public_url: "https://wizyta.opole.example",
            from: &self.from,
            to: &self.to,
            id: Uuid::from_u128(0x0190_5b1e_8a71_7aa0_8b4e_3a8c_d0e9_7a11),
            created_at: Utc.with_ymd_and_hms(2026, 11, 23, 7, 30, 15).unwrap(),
        }
    }
}

fn localised(pl: &str, en: &str, uk: &str, de: &str) -> Localised {
    Localised { pl: pl.into(), en: en.into(), uk: uk.into(), de: de.into() }
}

fn office() -> Office {
    Office {
        id: "cup-opole".into(),
        name: localised(
            "Centrum Usług Publicznych w Opolu",
            "Public Services Centre in Opole",
            "Центр публічних послуг в Ополе",
            "Zentrum für öffentliche Dienstleistungen in Opole",
        ),
        address: localised(
            "ul. Rotmistrza Witolda Pileckiego 1, Opole",
            "ul. Rotmistrza Witolda Pileckiego 1, Opole",
            "ul. Rotmistrza Witolda Pileckiego 1, Ополе",
            "ul. Rotmistrza Witolda Pileckiego 1, Opole",
        ),
        phone: Some("+48 77 000 00 00".into()),
        email: Some("cup@opole.example".into()),
        website: None,
        profile: Profile::default(),
        timezone: Warsaw,
        holidays: Holidays::Poland,
        release: ReleaseRule { horizon_days: 30, opens_at: NaiveTime::MIN },
        rules: BookingRules {
            min_notice_minutes: 0,
            change_until_minutes: 60,
            per_service_and_day: 2,
            active: 5,
            ticket_opens_minutes: 30,
            ticket_closes_minutes: 10,
        },
        closures: Vec::new(),
        pools: Vec::new(),
        services: Vec::new(),
        terms: Vec::new(),
    }
}

fn service() -> Service {
    Service {
        id: "rejestracja-pojazdu".into(),
        pool_id: "pojazdy".into(),
        name: localised("Rejestracja pojazdu", "Vehicle registration", "Реєстрація автомобіля", "Fahrzeugzulassung"),
        category: localised("Pojazdy", "Vehicles", "Транспортні засоби", "Fahrzeuge"),
        scope: Localised { pl: Vec::new(), en: Vec::new(), uk: Vec::new(), de: Vec::new() },
        details_url: Some("https://euslugi.example/pojazdy?sprawa=1&jezyk=pl".into()),
        slots: NonZeroU16::MIN,
        ticket_letter: 'R',
    }
}
