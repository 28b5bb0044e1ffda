//! What is asked of a figure, and whether it is given.

/// What a figure must reach, and what it should.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    bound: Bound,
    must: Option<f64>,
    aim: Option<f64>,
}

/// On which side of its budget a figure has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    AtLeast,
    AtMost,
    Exactly,
}

impl Budget {
    /// Nothing is asked: the figure is there to be compared with.
    pub(super) const NONE: Self = Self { bound: Bound::AtLeast, must: None, aim: None };

    pub(super) const fn at_least(must: f64, aim: f64) -> Self {
        Self { bound: Bound::AtLeast, must: Some(must), aim: Some(aim) }
    }

    pub(super) const fn at_most(must: f64, aim: f64) -> Self {
        Self { bound: Bound::AtMost, must: Some(must), aim: Some(aim) }
    }

    pub(super) const fn exactly(must: f64) -> Self {
        Self { bound: Bound::Exactly, must: Some(must), aim: None }
    }

    pub(super) const fn without_must(self) -> Self {
        Self { must: None, ..self }
    }

    pub(super) const fn without_aim(self) -> Self {
        Self { aim: None, ..self }
    }

    /// What it must be and what it should, in words.
    pub(super) fn words(&self, figure: impl Fn(f64) -> String) -> [String; 2] {
        let sign = match self.bound {
            Bound::AtLeast => "≥ ",
            Bound::AtMost => "≤ ",
            Bound::Exactly => "",
        };
        [self.must, self.aim].map(|one| one.map(|one| format!("{sign}{}", figure(one))).unwrap_or_default())
    }

    /// How a figure stands to it.
    pub(super) fn verdict(&self, figure: f64) -> &'static str {
        let fits = |wanted: f64| match self.bound {
            Bound::AtLeast => figure >= wanted,
            Bound::AtMost => figure <= wanted,
            Bound::Exactly => (figure - wanted).abs() < f64::EPSILON,
        };
        match (self.must.map(fits), self.aim.map(fits)) {
            (None, None) => "",
            (Some(false), _) => "MISSED",
            (_, Some(true)) => "aim met",
            (Some(true), _) => "met",
            (None, Some(false)) => "aim missed",
        }
    }
}
