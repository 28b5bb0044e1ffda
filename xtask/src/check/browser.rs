//! The page in a real browser. The tests themselves are `e2e/`, an npm project.

use anyhow::Result;

use super::Outcome;
use super::lab::Lab;
use crate::page::Mode;
use crate::{exec, playwright};

pub(super) fn page(lab: &Lab) -> Result<Outcome> {
    lab.page()?.build(Vec::new())?;
    Ok(Outcome::Passed)
}

pub(super) fn test(lab: &Lab) -> Result<Outcome> {
    let mut playwright = playwright::set_up(lab.repo, Mode::Release)?;
    exec::run(playwright.env("WIZYTA_TEST_POSTGRES_URL", lab.postgres_url()?))?;
    Ok(Outcome::Passed)
}
