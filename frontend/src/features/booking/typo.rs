//! Likely slips in the domain of an e-mail address. They are questioned, never refused.

/// Domains that many residents use. What is written exactly like one of them is never questioned.
const COMMON: [&str; 25] = [
    "gmail.com",
    "wp.pl",
    "o2.pl",
    "op.pl",
    "vp.pl",
    "onet.pl",
    "onet.eu",
    "poczta.onet.pl",
    "interia.pl",
    "interia.eu",
    "poczta.fm",
    "gazeta.pl",
    "tlen.pl",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "icloud.com",
    "yahoo.com",
    "ymail.com",
    "proton.me",
    "ukr.net",
    "web.de",
    "gmx.de",
    "t-online.de",
    "mail.com",
];

/// Slips that are more than one letter away, or too short to be compared.
const KNOWN: [(&str, &str); 6] = [
    ("gmail.pl", "gmail.com"),
    ("gmail.com.pl", "gmail.com"),
    ("02.pl", "o2.pl"),
    ("wp.com", "wp.pl"),
    ("wp.lp", "wp.pl"),
    ("wp.pl.pl", "wp.pl"),
];

/// The shortest domain that is compared: among shorter ones too many real names differ in one letter.
const SHORTEST: usize = 7;

/// The address that was probably meant: the same with a common domain that is one slip away.
pub(crate) fn suggestion(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    if local.is_empty() || COMMON.contains(&domain.as_str()) {
        return None;
    }
    let known = KNOWN.into_iter().find(|(slip, _)| *slip == domain).map(|(_, meant)| meant);
    let near = || COMMON.into_iter().find(|common| common.len() >= SHORTEST && is_one_slip(&domain, common));
    let meant = known.or_else(near)?;
    Some(format!("{local}@{meant}"))
}

/// One letter too many, missing, wrong, or two neighbours swapped.
fn is_one_slip(typed: &str, meant: &str) -> bool {
    let (typed, meant) = (typed.as_bytes(), meant.as_bytes());
    let same_start = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (typed, meant) = (typed.split_at(same_start).1, meant.split_at(same_start).1);
    match (typed, meant) {
        ([_, rest @ ..], meant) if rest == meant => true,
        (typed, [_, rest @ ..]) if rest == typed => true,
        ([a, b, typed @ ..], [c, d, meant @ ..]) if (a, b) == (d, c) => typed == meant,
        ([_, typed @ ..], [_, meant @ ..]) => typed == meant,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn one_slip_is_questioned() {
        for (typed, meant) in [
            ("anna@gmial.com", "anna@gmail.com"),
            ("anna@gmai.com", "anna@gmail.com"),
            ("anna@gmaill.com", "anna@gmail.com"),
            ("anna@gmail.con", "anna@gmail.com"),
            ("Anna.K@GMAIL.CO", "Anna.K@gmail.com"),
            ("a@intera.pl", "a@interia.pl"),
            ("a@outlok.com", "a@outlook.com"),
            ("a@gmailcom", "a@gmail.com"),
            ("a@gmail.pl", "a@gmail.com"),
            ("a@02.pl", "a@o2.pl"),
        ] {
            assert_eq!(suggestion(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn everything_else_is_left_alone() {
        for email in
            ["", "anna", "@gmial.com", "a@gmail.com", "a@wp.pl", "a@up.pl", "a@opole.pl", "a@gmx.net", "a@mail.com"]
        {
            assert_eq!(suggestion(email), None, "{email}");
        }
    }
}
