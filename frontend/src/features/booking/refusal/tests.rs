//! Each refusal lands where it can be mended.

use super::{Field, Refusal};
use crate::api::Failure;
use crate::i18n::Texts;
use serde_json::json;
use shared::{Language, ProblemCode};

const TEXTS: &Texts = Texts::of(Language::En);

fn refusal(code: ProblemCode, more: &serde_json::Value) -> Refusal {
    let mut body = json!({"type": "about:blank", "title": "t", "status": code.status(), "detail": "d", "code": code});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    Refusal::of(&Failure::Refused(serde_json::from_value(body).unwrap()), TEXTS)
}

fn fields(refusal: &Refusal) -> Vec<Field> {
    refusal.fields.iter().map(|(field, _)| *field).collect()
}

#[test]
fn a_taken_hour_brings_its_alternatives() {
    let alternative = json!({"date": "2026-12-07", "time": "09:40", "starts_at": "2026-12-07T09:40:00+01:00"});
    let taken = refusal(ProblemCode::SlotFull, &json!({"alternatives": [alternative]}));
    assert_eq!(taken.at(Field::Hour), Some(TEXTS.err_taken));
    assert_eq!(taken.alternatives.len(), 1);
    assert!(taken.lost_hour() && !taken.retry);
}

#[test]
fn field_errors_come_in_the_order_of_the_page_and_unknown_ones_are_general() {
    let errors = json!({"errors": [
        {"pointer": "/terms_version", "code": "invalid-value", "detail": "terms"},
        {"pointer": "/email", "code": "invalid-email", "detail": "mail"},
    ]});
    let faulty = refusal(ProblemCode::ValidationFailed, &errors);
    assert_eq!(fields(&faulty), [Field::Email, Field::Terms]);
    assert_eq!(faulty.at(Field::Email), Some("mail"));
    assert!(!faulty.lost_hour());

    let strange = refusal(
        ProblemCode::ValidationFailed,
        &json!({"errors": [{"pointer": "/x", "code": "unknown-field", "detail": "x"}]}),
    );
    assert_eq!(strange.general.as_deref(), Some("d"));
}

#[test]
fn every_problem_says_something_and_only_passing_ones_offer_a_retry() {
    for code in ProblemCode::ALL {
        let refusal = refusal(*code, &json!({}));
        assert!(refusal.general.is_some() || !refusal.fields.is_empty(), "{code:?}");
        assert!(!(refusal.retry && refusal.lost_hour()), "{code:?}");
    }
    assert!(refusal(ProblemCode::Unavailable, &json!({})).retry);
    assert!(!refusal(ProblemCode::BookingLimitReached, &json!({})).retry);
    assert!(Refusal::of(&Failure::NoAnswer, TEXTS).retry);
}

#[test]
fn a_repeated_request_under_way_is_told_in_the_pages_own_words() {
    let busy = refusal(ProblemCode::RequestInProgress, &json!({}));
    assert_eq!(busy.general.as_deref(), Some(TEXTS.err_in_progress));
}

#[test]
fn a_mended_field_leaves_the_other_faults() {
    let faulty = Refusal::before_sending(TEXTS, "", false).unwrap();
    let rest = faulty.without(Field::Terms).unwrap();
    assert_eq!(fields(&rest), [Field::Email]);
    assert_eq!(rest.without(Field::Email), None);
}

#[test]
fn nothing_is_sent_before_it_is_complete() {
    let check = |email, accepted| Refusal::before_sending(TEXTS, email, accepted);
    assert_eq!(check("a@b.pl", true), None);
    assert_eq!(fields(&check("a@b", false).unwrap()), [Field::Email, Field::Terms]);
    assert_eq!(check(" ", true).unwrap().at(Field::Email), Some(TEXTS.err_email_empty));
}
