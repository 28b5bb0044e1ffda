//! E-mail addresses: what is accepted, how one is shown, when two are the same.

use std::fmt;

/// The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3), in bytes.
pub const MAX_LENGTH: usize = 254;

/// An address that looks deliverable: one `@`, a plain local part, a domain with a dot. Whether it exists only the
/// confirmation shows.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address; blanks around it are dropped, the domain is lowered.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let valid = text.len() <= MAX_LENGTH && is_local_part(local) && is_domain(domain);
        valid.then(|| Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How it is shown to whoever may not be its owner: first letter and domain (`a***@example.pl`).
    pub fn masked(&self) -> String {
        let (local, domain) = self.parts();
        let first: String = local.chars().take(1).collect();
        format!("{first}***@{domain}")
    }

    /// One spelling for all that reach the same mailbox, so that limits count persons: case does not matter, a `+tag`
    /// is dropped, and so are dots where the provider ignores them.
    pub fn canonical(&self) -> String {
        let (local, domain) = self.parts();
        let local = local.to_lowercase();
        let local = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(&local);
        // `anna.+tag` is allowed, `anna.` alone is not.
        let local = local.trim_end_matches('.');
        match domain {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
            // One name at all of its domains; dashes and underscores do not count there either.
            "proton.me" | "protonmail.com" | "pm.me" => format!("{}@proton.me", local.replace(['.', '-', '_'], "")),
            "icloud.com" | "me.com" | "mac.com" => format!("{local}@icloud.com"),
            _ => format!("{local}@{domain}"),
        }
    }

    fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

/// Never shows the address: it must not reach a log.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

fn is_local_part(local: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && top.len() >= 2
        && !top.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn accepts_what_can_be_delivered() {
        for good in ["a@b.pl", " jan.kowalski+cup@Example.COM ", "o'neil@sub.domain.example", "x_1@xn--d-uga.pl"] {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn refuses_what_cannot() {
        let long = format!("{}@example.pl", "a".repeat(65));
        for bad in [
            "",
            "a",
            "@b.pl",
            "a@",
            "a@b",
            "a b@c.pl",
            "a@b..pl",
            ".a@b.pl",
            "a.@b.pl",
            "a@-b.pl",
            "a@1.2.3.4",
            "a@b.pl\r\nBcc: c@d.pl",
            "a@b@c.pl",
            "ą@b.pl",
            "a@b.p",
            &long,
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn one_person_has_one_canonical_address() {
        let canonical = |text| EmailAddress::parse(text).unwrap().canonical();
        assert_eq!(canonical("Jan.Kowalski+cup@googlemail.com"), canonical("jankowalski@gmail.com"));
        assert_eq!(canonical("Jan.Kowalski+a@example.pl"), "jan.kowalski@example.pl");
        assert_eq!(canonical("+tag@example.pl"), "+tag@example.pl");
        assert_eq!(canonical("anna.+tag@example.pl"), "anna@example.pl");
        assert_eq!(canonical("JAN.Kowalski@EXAMPLE.pl"), "jan.kowalski@example.pl");
        assert_eq!(canonical("Jan_Kowalski@protonmail.com"), canonical("jan-kowalski+a@pm.me"));
        assert_eq!(canonical("jan@mac.com"), canonical("Jan+cup@icloud.com"));
        // Dots tell people apart wherever a provider does not say otherwise.
        assert_ne!(canonical("jan.kowalski@example.pl"), canonical("jankowalski@example.pl"));
        assert_ne!(canonical("jan.kowalski@wp.pl"), canonical("jankowalski@wp.pl"));
    }

    #[test]
    fn masks_all_but_the_first_letter() {
        assert_eq!(EmailAddress::parse("anna@example.pl").unwrap().masked(), "a***@example.pl");
    }
}
