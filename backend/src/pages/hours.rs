//! When an office takes visits, in words, by its regular hours of a given day.

use crate::domain::plan::Office;
use chrono::{NaiveDate, NaiveTime, Weekday};
use shared::texts::{fill, legal, mail};

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// One line for the weekdays that have the same hours: from when the first pool opens until the last one closes.
pub(super) fn lines(office: &Office, today: NaiveDate, legal: &legal::Texts, mail: &mail::Texts) -> Vec<String> {
    let names = [
        mail.weekday_1,
        mail.weekday_2,
        mail.weekday_3,
        mail.weekday_4,
        mail.weekday_5,
        mail.weekday_6,
        mail.weekday_7,
    ];
    let mut groups: Vec<((NaiveTime, NaiveTime), Vec<&str>)> = Vec::new();
    for (weekday, name) in WEEK.into_iter().zip(names) {
        let Some(hours) = hours(office, weekday, today) else { continue };
        match groups.iter_mut().find(|(same, _)| *same == hours) {
            Some((_, days)) => days.push(name),
            None => groups.push((hours, vec![name])),
        }
    }
    let clock = |time: NaiveTime| time.format("%-H:%M").to_string();
    let line = |((from, to), days): ((NaiveTime, NaiveTime), Vec<&str>)| {
        let hours = format!("{}–{}", clock(from), clock(to));
        fill(legal.hours_line, &[("days", &days.join(", ")), ("hours", &hours)])
    };
    groups.into_iter().map(line).collect()
}

fn hours(office: &Office, weekday: Weekday, today: NaiveDate) -> Option<(NaiveTime, NaiveTime)> {
    let holds = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
        from.is_none_or(|from| from <= today) && to.is_none_or(|to| today <= to)
    };
    let rules = office.pools.iter().flat_map(|pool| &pool.opening);
    let rules = rules.filter(|rule| rule.weekday == weekday && holds(rule.valid_from, rule.valid_to));
    rules
        .map(|rule| (rule.hours.from, rule.hours.to))
        .reduce(|(from, to), (other_from, other_to)| (from.min(other_from), to.max(other_to)))
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::import::{OPOLE, parse_office};
    use shared::texts::{legal, mail};
    use shared::{Language, local_date};

    #[test]
    fn weekdays_with_the_same_hours_stand_in_one_line() {
        let office = parse_office(OPOLE).unwrap();
        let today = local_date::parse("2026-11-25").unwrap();
        let found = lines(&office, today, legal::Texts::of(Language::Pl), mail::Texts::of(Language::Pl));
        assert_eq!(found, ["poniedziałek, wtorek, środa, piątek: 8:00–15:00", "czwartek: 8:00–17:00"]);
    }

    #[test]
    fn hours_that_do_not_hold_yet_are_left_out() {
        let later = OPOLE.replace("from = \"08:00\"", "valid_from = \"2027-01-01\"\nfrom = \"08:00\"");
        let office = parse_office(&later).unwrap();
        let today = local_date::parse("2026-12-31").unwrap();
        let of = |today| lines(&office, today, legal::Texts::of(Language::En), mail::Texts::of(Language::En));
        assert_eq!(of(today), Vec::<String>::new());
        assert_eq!(of(today.succ_opt().unwrap()).len(), 2);
    }
}
