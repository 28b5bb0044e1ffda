//! Reads keys. A scanner is a keyboard to the browser ("keyboard wedge"): it types what it has read, faster than anybody,
//! and presses Enter. People may type too, where a kiosk has keys.

/// The longest gap between two keys of a scanner, in milliseconds.
const QUICK: f64 = 100.0;

/// So many keys in a row are a scan.
const SCANNED: usize = 5;

/// A key after so long a gap begins anew, in milliseconds.
const PAUSE: f64 = 3000.0;

/// What to make of a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A digit, typed or part of what is being scanned.
    Digit(char),
    /// The last digit shall go.
    Delete,
    /// A scanner has read this.
    Scanned(String),
    /// Enter after digits: take what is typed.
    Enter,
    /// Part of what is being scanned; it is not the browser's.
    Part,
    /// Nothing of ours: the browser may do with it what it does.
    Other,
}

/// The keys since the last pause or Enter.
#[derive(Debug)]
pub(crate) struct Wedge {
    heard: String,
    last: f64,
    quick: bool,
}

impl Default for Wedge {
    fn default() -> Self {
        Self { heard: String::new(), last: f64::NEG_INFINITY, quick: true }
    }
}

impl Wedge {
    /// Hears a key by its name in the DOM, at this time in milliseconds.
    pub(crate) fn hear(&mut self, key: &str, at: f64) -> Heard {
        let gap = at - self.last;
        if gap > PAUSE {
            self.forget();
        }
        let mut chars = key.chars();
        match (key, chars.next(), chars.next()) {
            ("Enter", ..) => self.enter(gap),
            ("Backspace", ..) => {
                self.forget();
                Heard::Delete
            }
            // Keys that go with others.
            ("Shift" | "CapsLock" | "Control" | "Alt" | "AltGraph" | "Unidentified", ..) => Heard::Other,
            // A blank alone presses a button.
            (_, Some(' '), None) if self.heard.is_empty() || gap > QUICK => {
                self.forget();
                Heard::Other
            }
            (_, Some(char), None) => {
                self.quick = (self.quick || self.heard.is_empty()) && (self.heard.is_empty() || gap <= QUICK);
                self.heard.push(char);
                self.last = at;
                if char.is_ascii_digit() { Heard::Digit(char) } else { Heard::Part }
            }
            _ => {
                self.forget();
                Heard::Other
            }
        }
    }

    /// Whether what was heard last was part of something that may go on.
    pub(crate) fn is_open(&self, at: f64) -> bool {
        !self.heard.is_empty() && at - self.last <= QUICK
    }

    /// Forgets what was heard: the finger goes on.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    fn enter(&mut self, gap: f64) -> Heard {
        let Self { heard, quick, .. } = std::mem::take(self);
        let digits_only = heard.chars().all(|char| char.is_ascii_digit());
        if heard.is_empty() {
            Heard::Other
        } else if !digits_only || (quick && gap <= QUICK && heard.chars().count() >= SCANNED) {
            Heard::Scanned(heard)
        } else {
            Heard::Enter
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Heard, Wedge};

    fn hear(keys: &[&str], gap: f64) -> Vec<Heard> {
        let mut wedge = Wedge::default();
        (1_u32..).zip(keys).map(|(number, key)| wedge.hear(key, 10_000.0 + f64::from(number) * gap)).collect()
    }

    fn spell(text: &str) -> Vec<String> {
        text.chars().map(String::from).chain(["Enter".to_owned()]).collect()
    }

    fn last(text: &str, gap: f64) -> Heard {
        let keys = spell(text);
        hear(&keys.iter().map(String::as_str).collect::<Vec<_>>(), gap).pop().unwrap()
    }

    #[test]
    fn what_is_quick_is_scanned() {
        assert_eq!(last("482 915-736", 8.0), Heard::Scanned("482 915-736".into()));
        assert_eq!(last("https://example.pl/1", 8.0), Heard::Scanned("https://example.pl/1".into()));
    }

    #[test]
    fn what_is_typed_is_taken_as_it_stands() {
        assert_eq!(last("482915736", 300.0), Heard::Enter);
        assert_eq!(last("48", 8.0), Heard::Enter);
        // A slow scanner is no person: no code has letters.
        assert_eq!(last("abc", 300.0), Heard::Scanned("abc".into()));
    }

    #[test]
    fn digits_are_heard_at_once() {
        assert_eq!(hear(&["4", "8", "Backspace"], 300.0), [Heard::Digit('4'), Heard::Digit('8'), Heard::Delete]);
    }

    #[test]
    fn a_keyboard_alone_still_presses_buttons() {
        assert_eq!(hear(&["Tab", "Enter", " ", "4", "Tab", "Enter"], 300.0)[1..3], [Heard::Other, Heard::Other]);
        assert_eq!(hear(&["4", "Tab", "Enter"], 300.0)[2], Heard::Other);
        assert_eq!(hear(&["4", " "], 300.0)[1], Heard::Other);
        assert_eq!(hear(&["4", "Enter"], 5000.0)[1], Heard::Other);
    }
}
