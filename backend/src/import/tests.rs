//! The sample becomes the plan it describes; each kind of fault is found where it stands, and several at once.

use super::{ImportFault, OPOLE, parse_office};
use crate::domain::plan::{BookingRules, Holidays, Hours, Office, ReleaseRule};
use chrono::{NaiveTime, Weekday};
use proptest::prelude::*;
use shared::{Language, local_date, local_time};

fn opole() -> Office {
    parse_office(OPOLE).unwrap()
}

fn time(text: &str) -> NaiveTime {
    local_time::parse(text).unwrap()
}

/// The sample with its example lines switched on.
fn with_examples() -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(example) if !example.is_empty() && !example.starts_with(' ') => format!("{example}\n"),
        _ => format!("{line}\n"),
    };
    OPOLE.lines().map(line).collect()
}

/// The sample with one text put in the place of another, and the line of the change.
fn changed(old: &str, new: &str) -> (String, usize) {
    let at = OPOLE.find(old).unwrap_or_else(|| panic!("no {old:?} in the sample"));
    (OPOLE.replacen(old, new, 1), 1 + OPOLE[..at].matches('\n').count())
}

/// The faults of the sample after a change.
fn faults_of(old: &str, new: &str) -> Vec<ImportFault> {
    parse_office(&changed(old, new).0).expect_err(new)
}

/// Asserts that a change of the sample brings this one fault; `lines_below` is where, counted from the change's line.
#[track_caller]
fn assert_fault(old: &str, new: &str, lines_below: isize, field: &str, message: &str) {
    let line = changed(old, new).1.strict_add_signed(lines_below);
    let faults = faults_of(old, new);
    let [fault] = faults.as_slice() else { panic!("{new:?}: {faults:#?}") };
    assert_eq!((fault.line, fault.field.as_str()), (line, field), "{fault}");
    assert!(fault.message.contains(message), "{fault}");
}

#[test]
fn the_sample_is_the_public_services_centre_of_opole() {
    let office = opole();
    assert_eq!((office.id.as_str(), office.name.pl.as_str()), ("cup-opole", "Centrum Usług Publicznych"));
    assert_eq!(office.timezone, chrono_tz::Europe::Warsaw);
    assert_eq!(office.holidays, Holidays::Poland);
    assert_eq!((office.phone, office.email), (None, None));
    assert_eq!(office.website.as_deref(), Some("https://www.opole.pl/dla-mieszkanca"));
    assert_eq!(office.release, ReleaseRule { horizon_days: 30, opens_at: time("00:00") });
    let rules = BookingRules {
        min_notice_minutes: 0,
        change_until_minutes: 0,
        per_service_and_day: 2,
        active: 5,
        ticket_opens_minutes: 30,
        ticket_closes_minutes: 10,
    };
    assert_eq!(office.rules, rules);
    assert!(office.closures.is_empty());
}

#[test]
fn the_sample_has_the_services_in_their_order() {
    let services: Vec<_> = opole().services;
    let rows: Vec<_> = services
        .iter()
        .map(|s| {
            (
                s.id.as_str(),
                s.category.en.as_str(),
                s.pool_id.as_str(),
                s.slots.get(),
                s.ticket_letter,
                s.scope.de.len(),
            )
        })
        .collect();
    let expected = [
        ("sprawy-obywatelskie", "Civil affairs", "obywatelskie", 1, 'S', 4),
        ("rejestracja-pojazdu", "Vehicles", "pojazdy", 1, 'R', 5),
        ("wyrejestrowanie-zgloszenie-zbycia", "Vehicles", "pojazdy", 1, 'W', 3),
        ("odbiory-dowodow-rejestracyjnych-adnotacje", "Vehicles", "pojazdy", 1, 'D', 4),
        ("prawa-jazdy", "Drivers and fleets", "kierowcy", 1, 'P', 5),
        ("flota", "Drivers and fleets", "pojazdy", 3, 'F', 1),
    ];
    assert_eq!(rows, expected);
    assert!(services.iter().all(|service| service.details_url.is_none()));
}

#[test]
fn a_block_of_hours_gives_a_rule_for_each_of_its_weekdays() {
    let pool = opole().pools.swap_remove(2);
    let weekdays: Vec<_> = pool.opening.iter().map(|rule| rule.weekday).collect();
    assert_eq!(weekdays, [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Fri, Weekday::Thu]);
    let hours = Hours { from: time("08:00"), to: time("17:00"), slot_minutes: 15.try_into().unwrap(), desks: 4 };
    assert_eq!(pool.opening[4].hours, hours);
}

#[test]
fn the_sample_has_readable_terms_that_agree_with_its_rules() {
    let office = opole();
    let [terms] = office.terms.try_into().unwrap();
    assert_eq!(
        (terms.version.as_str(), terms.published_at.to_rfc3339().as_str()),
        ("2026-11", "2026-10-31T23:00:00+00:00")
    );
    for language in Language::ALL {
        let html = terms.html.get(language);
        assert!(html.starts_with("<h2>") && html.ends_with("</p>"), "{html}");
        let sentences = html.split(['.', '>', '<']).filter(|part| part.split_whitespace().count() > 20);
        assert_eq!(sentences.collect::<Vec<_>>(), Vec::<&str>::new(), "at most 20 words a sentence");
        let rules = office.rules;
        let limits = [rules.per_service_and_day, rules.active].map(u32::from);
        for number in limits.into_iter().chain([rules.ticket_opens_minutes, rules.ticket_closes_minutes]) {
            assert!(html.contains(&format!(" {number} ")), "{language} {number}");
        }
    }
}

#[test]
fn the_examples_in_the_sample_are_right() {
    let office = parse_office(&with_examples()).unwrap();
    assert!(office.phone.is_some() && office.email.is_some());
    assert_eq!(office.closures[0].date, local_date::parse("2026-12-31").unwrap());
    let pool = &office.pools[0];
    assert_eq!(pool.special_hours[0].hours.from, time("10:00"));
    assert_eq!(pool.closures[0].reason.uk, "Навчання працівників");
    assert_eq!(pool.opening[0].valid_to, local_date::parse("2027-06-30"));
    assert_eq!(pool.opening[4].valid_to, None);
}

#[test]
fn dates_and_times_may_stand_without_quotes() {
    for (old, new) in [("\"08:00\"", "08:00"), ("\"2026-11-01T00:00:00+01:00\"", "2026-11-01 00:00:00+01:00")] {
        assert_eq!(parse_office(&OPOLE.replace(old, new)), Ok(opole()));
    }
}

#[test]
fn single_values_are_checked() {
    for (old, new, field, message) in [
        ("id = \"cup-opole\"", "id = \"CUP Opole\"", "id", "\"CUP Opole\" is not a name of 1 to 64"),
        ("id = \"cup-opole\"", "id = 7", "id", "must be a text in quotes, not a whole number"),
        ("Europe/Warsaw", "Europe/Opole", "timezone", "time zone"),
        ("holidays = \"poland\"", "holidays = \"germany\"", "holidays", "poland or none"),
        ("https://www.opole.pl", "http://www.opole.pl", "website", "https://"),
        ("#phone = \"+48 77 000 00 00\"", "phone = \"call us\"", "phone", "telephone"),
        ("#email = \"biuro@example.pl\"", "email = \"biuro\"", "email", "e-mail"),
        ("horizon_days = 30", "horizon_days = 0", "release.horizon_days", "0 is not within 1 to 366"),
        ("horizon_days = 30", "horizon_days = 30.5", "release.horizon_days", "must be a whole number"),
        ("horizon_days = 30", "horizon_days = 99999999999999999999", "release.horizon_days", "not within"),
        ("horizon_days = 30", "horizon_days = -0x1", "", "is not TOML"),
        ("\"00:00\"", "\"24:00\"", "release.opens_at", "a time HH:MM"),
        ("\"00:00\"", "00:00:30", "release.opens_at", "a time HH:MM"),
        ("active = 5", "active = 1", "rules.active", "1 is not within 2 to"),
        ("per_service_and_day = 2", "per_service_and_day = 1", "rules.per_service_and_day", "2 to"),
        ("ticket_opens_minutes = 30", "ticket_opens_minutes = 1441", "rules.ticket_opens_minutes", "0 to 1440"),
        ("desks = 6", "desks = 501", "pools[0].opening[0].desks", "1 to 500"),
        ("slot_minutes = 20", "slot_minutes = 4", "pools[0].opening[0].slot_minutes", "5 to 240"),
        ("\"tue\"", "\"Tue\"", "pools[0].opening[0].weekdays[1]", "a weekday"),
        ("\"tue\"", "\"mon\"", "pools[0].opening[0].weekdays[1]", "taken by pools[0].opening[0].weekdays[0]"),
        ("\"R\"", "\"r\"", "services[1].ticket_letter", "A to Z"),
        ("\"R\"", "\"RR\"", "services[1].ticket_letter", "A to Z"),
        ("\"R\"", "\"S\"", "services[1].ticket_letter", "S is taken by services[0].ticket_letter"),
        ("slots = 3", "slots = 17", "services[5].slots", "1 to 16"),
        (
            "pool = \"pojazdy\"",
            "pool = \"auta\"",
            "services[1].pool",
            "among the pools: kierowcy, obywatelskie, pojazdy",
        ),
        ("category = \"pojazdy\"", "category = \"auta\"", "services[1].category", "not among the categories"),
        ("id = \"flota\"", "id = \"prawa-jazdy\"", "services[5].id", "taken by services[4].id"),
        ("\"2026-11\"", "\"\"", "terms[0].version", "version"),
        ("2026-11-01T00:00:00+01:00", "2026-11-01T00:00:00", "terms[0].published_at", "an instant"),
        ("\"Civil affairs\"", "\" \"", "categories.sprawy-obywatelskie.en", "must not be empty"),
        ("\"Civil affairs\"", "\"a\\nb\"", "categories.sprawy-obywatelskie.en", "single line"),
        ("\"Flota\"", "[]", "services[5].name.pl", "not a list"),
    ] {
        assert_fault(old, new, 0, field, message);
    }
}

#[test]
fn a_pool_that_loses_its_id_is_missed_by_its_services() {
    let faults: Vec<_> = faults_of("id = \"kierowcy\"", "id = \"pojazdy\"").iter().map(ToString::to_string).collect();
    let [taken, missed] = faults.as_slice() else { panic!("{faults:#?}") };
    assert!(taken.ends_with("pools[2].id: pojazdy is taken by pools[1].id"), "{taken}");
    assert!(missed.contains("services[4].pool: \"kierowcy\" is not among the pools"), "{missed}");
}

#[test]
fn lengths_have_their_limits() {
    let long = format!("\"{}\"", "ą".repeat(201));
    assert_fault("\"Rejestracja pojazdów\"", &long, 0, "pools[1].name", "at most 200");
    let longest = format!("\"{}\"", "ą".repeat(200));
    assert!(parse_office(&changed("\"Rejestracja pojazdów\"", &longest).0).is_ok());
}

#[test]
fn what_is_missing_is_told_at_the_head_of_its_table() {
    assert_fault("en = \"Public Services Centre\"\n", "", -2, "name.en", "is missing");
    let (text, line) = changed("slots = 3\nticket_letter = \"F\"\n", "");
    let faults = parse_office(&text).unwrap_err();
    assert_eq!(faults[0].field, "services[5].ticket_letter");
    assert!(faults[0].line < line && text.lines().nth(faults[0].line - 1) == Some("[[services]]"), "{}", faults[0]);
    let fields: Vec<_> = parse_office("").unwrap_err().into_iter().map(|fault| fault.field).collect();
    assert_eq!(fields.join(" "), "id name address timezone holidays release rules pools categories services terms");
}

#[test]
fn unknown_fields_are_faults() {
    assert_fault("holidays = ", "colour = 1\nholidays = ", 0, "colour", "unknown here");
    assert_fault("slots = 3", "slot = 3", 0, "services[5].slot", "known are: id,");
    assert_fault("[release]\n", "[release]\n\"a b\" = 1\n", 1, "release.\"a b\"", "unknown");
}

#[test]
fn lists_must_not_be_empty() {
    assert_fault("[\"thu\"]", "[]", 0, "pools[0].opening[1].weekdays", "must not be empty");
    let without_terms = OPOLE.split_once("[[terms]]").unwrap().0;
    let faults = parse_office(&without_terms.replacen("id = ", "terms = []\nid = ", 1)).unwrap_err();
    assert_eq!((faults.len(), faults[0].field.as_str(), faults[0].message.as_str()), (1, "terms", "must not be empty"));
}

#[test]
fn matters_are_as_many_in_each_language() {
    assert_fault("  \"Umtausch eines Führerscheins\",\n", "", -3, "services[4].scope.de", "has 4 matters, pl has 5");
}

/// As [`assert_fault`], for faults told at the head of the first block of hours.
#[track_caller]
fn assert_hours_fault(hours: &str, field: &str, message: &str) {
    let old = "[[pools.opening]]\nweekdays = [\"thu\"]";
    let new = format!("{hours}\n{old}");
    let (text, line) = changed(old, &new);
    let faults = parse_office(&text).expect_err(hours);
    let [fault] = faults.as_slice() else { panic!("{hours}: {faults:#?}") };
    let expected = line + hours.rfind("[[").map_or(0, |at| hours[..at].matches('\n').count());
    assert_eq!((fault.line, fault.field.as_str()), (expected, field), "{fault}");
    assert!(fault.message.contains(message), "{fault}");
}

#[test]
fn hours_must_make_sense() {
    let saturday = |from: &str, to: &str| {
        format!(
            "[[pools.opening]]\nweekdays = [\"sat\"]\nfrom = \"{from}\"\nto = \"{to}\"\nslot_minutes = 20\ndesks = 1\n"
        )
    };
    let field = "pools[0].opening[1]";
    assert_hours_fault(&saturday("10:00", "10:00"), field, "to must be later than from");
    assert_hours_fault(&saturday("10:00", "09:00"), field, "to must be later than from");
    assert_hours_fault(&saturday("10:00", "10:19"), field, "no slot of 20 minutes fits");
    let reversed = saturday("10:00", "10:20") + "valid_from = \"2027-01-02\"\nvalid_to = \"2027-01-01\"\n";
    assert_hours_fault(&reversed, field, "valid_to lies before valid_from");
}

#[test]
fn regular_hours_must_not_overlap() {
    let second = saturday_pair("12:59", "");
    assert_hours_fault(&second, "pools[0].opening[2]", "overlaps pools[0].opening[1]");
    let validity = "valid_from = \"2027-02-01\"\n";
    assert_hours_fault(&saturday_pair("12:59", validity), "pools[0].opening[2]", "overlaps");
    for apart in [saturday_pair("13:00", ""), saturday_pair("12:59", "valid_from = \"2027-02-02\"\n")] {
        let old = "[[pools.opening]]\nweekdays = [\"thu\"]";
        assert!(parse_office(&changed(old, &format!("{apart}\n{old}")).0).is_ok(), "{apart}");
    }
}

/// Hours on Saturdays until 13:00, up to 1 February 2027, and others from `from`.
fn saturday_pair(from: &str, validity: &str) -> String {
    let rest = "slot_minutes = 20\ndesks = 1\n";
    format!(
        "[[pools.opening]]\nweekdays = [\"sat\"]\nfrom = \"10:00\"\nto = \"13:00\"\n{rest}valid_to = \"2027-02-01\"\n\
         [[pools.opening]]\nweekdays = [\"sun\", \"sat\"]\nfrom = \"{from}\"\nto = \"15:00\"\n{rest}{validity}"
    )
}

#[test]
fn single_dates_must_not_contradict_one_another() {
    let text = with_examples();
    let special = "[[pools.special_hours]]\ndate = \"2027-01-04\"\nfrom = \"12:59\"\nto = \"14:00\"\nslot_minutes = 20\ndesks = 3\n";
    let faults = |text: String| -> Vec<(String, String)> {
        parse_office(&text).unwrap_err().into_iter().map(|fault| (fault.field, fault.message)).collect()
    };
    let at = "[[pools.closures]]\n";
    let found = faults(text.replacen(at, &format!("{special}{at}"), 1));
    assert!(
        found.len() == 1 && found[0].0 == "pools[0].special_hours[1]" && found[0].1.contains("overlaps"),
        "{found:?}"
    );
    let found = faults(text.replacen("2027-01-05", "2027-01-04", 1));
    assert!(found.len() == 1 && found[0].0 == "pools[0].special_hours[0].date", "{found:?}");
    let reason = "reason = { pl = \"a\", en = \"a\", uk = \"a\", de = \"a\" }";
    let twice = format!("[[closures]]\ndate = 2026-12-31\n{reason}\n[[closures]]\ndate = \"2026-12-31\"\n{reason}\n");
    let found = faults(OPOLE.replacen("# Pools of desks.", &format!("{twice}#"), 1));
    assert_eq!(found, [("closures[1].date".to_owned(), "2026-12-31 is taken by closures[0].date".to_owned())]);
}

#[test]
fn a_visit_must_fit_into_the_hours() {
    let short = OPOLE.replace("to = \"15:00\"", "to = \"08:20\"").replace("to = \"17:00\"", "to = \"08:59\"");
    let faults = parse_office(&short).unwrap_err();
    assert_eq!((faults.len(), faults[0].field.as_str()), (1, "services[5].slots"));
    assert_eq!(faults[0].message, "the hours of pojazdy have at most 2 slots in a row");
}

#[test]
fn versions_of_the_terms_follow_one_another() {
    let (before, terms) = OPOLE.split_once("[[terms]]").unwrap();
    let later = terms.replace("2026-11-01T", "2026-12-01T");
    let found = parse_office(&format!("{before}[[terms]]{terms}[[terms]]{later}")).unwrap_err();
    assert_eq!((found.len(), found[0].field.as_str()), (1, "terms[1].version"));
    let later = later.replace("\"2026-11\"", "\"2026-12\"");
    assert_eq!(parse_office(&format!("{before}[[terms]]{terms}[[terms]]{later}")).unwrap().terms.len(), 2);
    let found = parse_office(&format!("{before}[[terms]]{later}[[terms]]{terms}")).unwrap_err();
    assert_eq!((found.len(), found[0].field.as_str()), (1, "terms[1].published_at"));
}

#[test]
fn faults_of_the_terms_have_their_own_lines() {
    let item = "<li>Keep the ticket and wait until the screen shows your number.</li>";
    assert_fault(item, "<li>Keep the <b>ticket</b>.</li>", 0, "terms[0].html.en", "the element <b> is not allowed");
    assert_fault(item, "<li>Keep the ticket.", 1, "terms[0].html.en", "must be closed");
    let short = "{ pl = \"<p>a</p>\", en = \"<p>a</p>\\n\\n<i>b</i>\", uk = \"<p>a</p>\", de = \"<p>a</p>\" }";
    let (before, _) = OPOLE.split_once("[terms.html]").unwrap();
    let found = parse_office(&format!("{before}html = {short}")).unwrap_err();
    assert_eq!((found[0].line, found[0].field.as_str()), (before.lines().count() + 1, "terms[0].html.en"));
}

#[test]
fn several_faults_come_at_once_in_the_order_of_the_lines() {
    let mut text = OPOLE.replacen("Europe/Warsaw", "Mars", 1).replacen("desks = 4", "desks = 0", 1);
    text = text.replacen("ticket_letter = \"F\"", "ticket_letter = \"S\"", 1).replacen("[rules]", "[rulez]", 1);
    let faults = parse_office(&text).unwrap_err();
    let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["rules", "timezone", "rulez", "pools[2].opening[0].desks", "services[5].ticket_letter"]);
    assert!(faults.is_sorted_by_key(|fault| fault.line));
}

#[test]
fn what_is_not_toml_is_told_alone() {
    let faults = parse_office("id = \"a\"\nname = = 1\n[release\nid = \"b\"\n").unwrap_err();
    assert!(
        faults.iter().all(|fault| fault.field.is_empty() && fault.message.starts_with("is not TOML")),
        "{faults:#?}"
    );
    assert_eq!(faults[0].line, 2);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        prop_assert!(parse_office(&text).is_err());
    }

    #[test]
    fn any_toml_is_read_or_refused(text in r#"(\[\[?[a-z.]{1,9}\]\]?\n|(id|name|pools|terms|services|release|categories)(\.[a-z]{1,3})? = ("[a-zĄ-ż]{0,4}"|[0-9:-]{1,6}|\[(\{ ?\},?)*\]|\{ (id|html|scope|weekdays) = [0-9]+ \}|true)\n){0,12}"#) {
        prop_assert!(parse_office(&text).is_err_and(|faults| !faults.is_empty()));
    }

    /// Cuts a piece out of the sample and puts another, or any text, in its place.
    #[test]
    fn any_change_of_the_sample_is_read_or_refused(
        from in 0..OPOLE.len(),
        length in 0..200_usize,
        other in 0..OPOLE.len(),
        other_length in 0..200_usize,
        junk in prop::option::of("[\\[\\]{}=\"'#.,0-9a-z\n <>/ąщ-]{0,20}"),
    ) {
        let bound = |at: usize| OPOLE.floor_char_boundary(at);
        let piece = &OPOLE[bound(other)..bound(other + other_length)];
        let text = format!("{}{}{}", &OPOLE[..bound(from)], junk.as_deref().unwrap_or(piece), &OPOLE[bound(from + length)..]);
        if let Err(faults) = parse_office(&text) {
            let lines = 1 + text.matches('\n').count();
            prop_assert!(!faults.is_empty() && faults.iter().all(|fault| (1..=lines).contains(&fault.line)), "{:#?}", faults);
        }
    }
}
