//! What an API token is good for.

/// The role of an API token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A ticket kiosk: turns codes into tickets.
    Kiosk,
    /// A clerk at a desk.
    Clerk,
    /// Whoever plans hours, desks and closures.
    Manager,
    /// A third party's system, with a quota of its own.
    Integrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Kiosk, Self::Clerk, Self::Manager, Self::Integrator];

    /// Its name in the API, the database and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Clerk => "clerk",
            Self::Manager => "manager",
            Self::Integrator => "integrator",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::as_str).join(", ");
        let role = Self::ALL.into_iter().find(|role| role.as_str() == text);
        role.ok_or_else(|| format!("expected one of {names}"))
    }
}
